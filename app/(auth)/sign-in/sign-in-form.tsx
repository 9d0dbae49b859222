'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Input } from '@cloudflare/kumo/components/input';
import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { signIn } from 'next-auth/react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { readApi } from '#app/_ui/api-client.ts';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { FormError } from '#app/_ui/form/form-error.tsx';
import { submitOnCtrlEnter } from '#app/_ui/form/submit-on-ctrl-enter.ts';
import { type SetupState, signInInput } from '#lib/console/setup/schema.ts';

const NoOwnerYet = () => {
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => readApi<SetupState>('setup', { signal }),
    retry: false,
  });
  if (!setup.data?.needed) return null;
  return (
    <p className="rounded-md bg-degraded-tint px-3 py-2 text-sm text-degraded">
      This installation has no owner yet. Open the set-up link that was printed when it started.
    </p>
  );
};

/** E-mail and password. */
export const SignInForm = ({ next, email }: { readonly next: string; readonly email: string }) => {
  const { register, handleSubmit, setError, formState } = useForm<z.input<typeof signInInput>>({
    resolver: zodResolver(signInInput),
    defaultValues: { email, password: '' },
  });
  const submit = handleSubmit(async (fields) => {
    const answer = await signIn('credentials', { ...fields, redirect: false }).catch(() => undefined);
    if (answer?.ok) return window.location.assign(next);
    setError('root', { message: answer?.error ?? 'Understudy could not be reached. Try again.' });
    setError('password', {}, { shouldFocus: true });
  });
  const { errors, isSubmitting } = formState;
  return (
    <form onSubmit={submit} onKeyDown={submitOnCtrlEnter} noValidate className="flex flex-col gap-4">
      <h1 className="text-lg font-semibold tracking-tight text-kumo-strong">Sign in</h1>
      <NoOwnerYet />
      <FormError message={errors.root?.message} />
      <Input
        label="E-mail"
        type="email"
        autoComplete="username"
        autoFocus={email === ''}
        {...errorProp(errors.email)}
        {...register('email')}
      />
      <Input
        label="Password"
        type="password"
        autoComplete="current-password"
        autoFocus={email !== ''}
        {...errorProp(errors.password)}
        {...register('password')}
      />
      <Button type="submit" variant="primary" loading={isSubmitting} className="w-full justify-center">
        Sign in
      </Button>
    </form>
  );
};
