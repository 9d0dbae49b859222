'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readApi, writeApi } from '#app/_ui/api-client.ts';
import type { AdapterItem } from '#lib/console/adapters/schema.ts';
import type { Page } from '#lib/console/list/schema.ts';
import type {
  AddCredentialInput,
  CreateProviderInput,
  ProviderItem,
  TestProviderInput,
  TestResult,
  UpdateCredentialInput,
  UpdateProviderInput,
} from '#lib/console/providers/schema.ts';

/** How often health is read again, in milliseconds. */
const healthEveryMs = 5_000;

const path = (id: string) => `providers/${encodeURIComponent(id)}`;
const credentialPath = (of: { readonly provider: string; readonly credential: string }) =>
  `${path(of.provider)}/credentials/${encodeURIComponent(of.credential)}`;

/** Every provider with its health now. */
export const useProviders = () =>
  useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => readApi<Page<ProviderItem>>('providers', { signal }),
    refetchInterval: healthEveryMs,
  });

/** Every kind of provider this installation can speak to. */
export const useAdapters = () =>
  useQuery({
    queryKey: ['adapters'],
    queryFn: ({ signal }) => readApi<Page<AdapterItem>>('adapters', { signal }),
    staleTime: 300_000,
  });

const useChange = <Input, Answer = unknown>(mutationFn: (input: Input) => Promise<Answer>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(
        ['providers', 'routes', 'overview', 'session'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
};

/** Adds a provider with its first secret. */
export const useCreateProvider = () =>
  useChange((input: CreateProviderInput) => writeApi<ProviderItem>('POST', 'providers', input));

/** Changes a provider; a new base URL asks for every secret again. */
export const useUpdateProvider = (id: string) =>
  useChange((input: UpdateProviderInput) => writeApi<ProviderItem>('PATCH', path(id), input));

/** Removes a provider and its secrets. */
export const useDeleteProvider = () => useChange((id: string) => writeApi('DELETE', path(id)));

/** Adds a secret to a provider's pool. */
export const useAddCredential = (provider: string) =>
  useChange((input: AddCredentialInput) => writeApi('POST', `${path(provider)}/credentials`, input));

/** Puts a new secret in the place of an old one. */
export const useReplaceSecret = (of: { readonly provider: string; readonly credential: string }) =>
  useChange((secret: string) => writeApi('PUT', credentialPath(of), { secret }));

/** Changes the weight and the limits of a secret. */
export const useUpdateCredential = (of: { readonly provider: string; readonly credential: string }) =>
  useChange((input: UpdateCredentialInput) => writeApi('PATCH', credentialPath(of), input));

/** Takes a secret out of a provider's pool. */
export const useDeleteCredential = (of: { readonly provider: string; readonly credential: string }) =>
  useChange(() => writeApi('DELETE', credentialPath(of)));

/** Calls a provider with values that need not be saved. */
export const useTestProvider = () =>
  useMutation({
    mutationFn: (input: TestProviderInput) => writeApi<TestResult>('POST', 'providers/test', input),
  });
