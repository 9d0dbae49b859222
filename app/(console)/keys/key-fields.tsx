'use client';

import { Autocomplete } from '@cloudflare/kumo/components/autocomplete';
import { Combobox } from '@cloudflare/kumo/components/combobox';
import { Input } from '@cloudflare/kumo/components/input';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { firstMessage } from '#app/_ui/form/first-message.ts';
import type { CreateKeyInput } from '#lib/console/keys/schema.ts';
import type { KeyForm } from './key-form.ts';
import { useRoutes } from './queries.ts';

/** The form of a key. */
export type KeyFormApi = UseFormReturn<KeyForm, unknown, CreateKeyInput>;

const Models = ({ form }: { readonly form: KeyFormApi }) => {
  const routes = useRoutes().data?.items ?? [];
  const { control, formState } = form;
  const message = firstMessage(formState.errors.models);
  return (
    <Controller
      control={control}
      name="models"
      render={({ field }) => {
        const targets = routes.flatMap((route) => route.targets.map((target) => target.target));
        const names = [...new Set([...routes.map((route) => route.name), ...targets, ...field.value])];
        return (
          <Combobox
            multiple
            label="May call"
            description="Nothing chosen = every route, those made later too."
            items={names}
            value={field.value}
            onValueChange={(value) => field.onChange(value)}
            {...(message === undefined ? {} : { error: message })}
          >
            <Combobox.TriggerMultipleWithInput
              placeholder={field.value.length === 0 ? 'Every route' : ''}
              renderItem={(name: string) => (
                <Combobox.Chip key={name}>
                  <span className="font-mono text-sm">{name}</span>
                </Combobox.Chip>
              )}
            />
            <Combobox.Content>
              <Combobox.Empty>No route or target of this name.</Combobox.Empty>
              <Combobox.List>
                {(name: string) => (
                  <Combobox.Item key={name} value={name}>
                    <span className="font-mono text-sm">{name}</span>
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Content>
          </Combobox>
        );
      }}
    />
  );
};

const Team = ({ form, teams }: { readonly form: KeyFormApi; readonly teams: readonly string[] }) => (
  <Controller
    control={form.control}
    name="team"
    render={({ field, fieldState }) => (
      <Autocomplete
        label="Team"
        description="Whose spend it counts as. A new name makes the team."
        items={[...teams]}
        value={field.value}
        onValueChange={(value: unknown) => field.onChange(String(value))}
        {...errorProp(fieldState.error)}
      >
        <Autocomplete.InputGroup placeholder="No team" />
        <Autocomplete.Content>
          <Autocomplete.Empty>A new team.</Autocomplete.Empty>
          <Autocomplete.List>
            {(name: string) => (
              <Autocomplete.Item key={name} value={name}>
                {name}
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </Autocomplete.Content>
      </Autocomplete>
    )}
  />
);

/** Name, what it may call, team, tags and end of a key. */
export const KeyFields = ({
  form,
  teams,
}: {
  readonly form: KeyFormApi;
  readonly teams: readonly string[];
}) => {
  const { register, formState } = form;
  const tagsMessage = firstMessage(formState.errors.tags);
  return (
    <>
      <Input
        label="Name"
        description="Who or what uses it, such as support-bot."
        autoComplete="off"
        {...errorProp(formState.errors.name)}
        {...register('name')}
      />
      <Models form={form} />
      <Team form={form} teams={teams} />
      <Input
        label="Tags"
        placeholder="product=helpdesk, env=prod"
        description="Labels for spend, never rules."
        autoComplete="off"
        {...(tagsMessage === undefined ? {} : { error: tagsMessage })}
        {...register('tags')}
      />
      <Input
        label="Expires"
        type="datetime-local"
        description="In your time zone. Empty = never."
        {...errorProp(formState.errors.expires_at)}
        {...register('expires_at')}
      />
    </>
  );
};
