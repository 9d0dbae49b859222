'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Input } from '@cloudflare/kumo/components/input';
import { zodResolver } from '@hookform/resolvers/zod';
import { signIn } from 'next-auth/react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { writeApi } from '#app/_ui/api-client.ts';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { FormError } from '#app/_ui/form/form-error.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import { submitOnCtrlEnter } from '#app/_ui/form/submit-on-ctrl-enter.ts';
import { type CreatedOwner, createOwnerInput } from '#lib/console/setup/schema.ts';

const fields = ['email', 'name', 'password'] as const;

/** Makes the owner, signs them in, and opens the console. */
export const SetupForm = ({ token }: { readonly token: string }) => {
  const { register, handleSubmit, setError, formState } = useForm<z.input<typeof createOwnerInput>>({
    resolver: zodResolver(createOwnerInput),
    defaultValues: { token, email: '', name: '', password: '' },
  });
  const submit = handleSubmit(async (owner) => {
    try {
      await writeApi<CreatedOwner>('POST', 'setup', owner);
    } catch (error) {
      return showIssues(error, setError, (path) => fields.find((field) => field === path) ?? null);
    }
    const { email, password } = owner;
    const answer = await signIn('credentials', { email, password, redirect: false }).catch(() => undefined);
    window.location.assign(answer?.ok ? '/overview' : `/sign-in?email=${encodeURIComponent(email)}`);
  });
  const { errors, isSubmitting } = formState;
  return (
    <form onSubmit={submit} onKeyDown={submitOnCtrlEnter} noValidate className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h1 className="text-lg font-semibold tracking-tight text-kumo-strong">Create the owner</h1>
        <p className="text-kumo-subtle">
          You will be able to do everything. The link dies once you are done.
        </p>
      </div>
      <FormError message={errors.root?.message ?? errors.token?.message} />
      <Input
        label="Your name"
        autoComplete="name"
        autoFocus
        {...errorProp(errors.name)}
        {...register('name')}
      />
      <Input
        label="E-mail"
        type="email"
        autoComplete="username"
        {...errorProp(errors.email)}
        {...register('email')}
      />
      <Input
        label="Password"
        type="password"
        autoComplete="new-password"
        description="At least 12 characters. Length is what counts."
        {...errorProp(errors.password)}
        {...register('password')}
      />
      <Button type="submit" variant="primary" loading={isSubmitting} className="w-full justify-center">
        Create owner
      </Button>
    </form>
  );
};
