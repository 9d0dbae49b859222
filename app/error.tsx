'use client';

import { ErrorState } from './_ui/error-state.tsx';

export default function RootErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  const shown = error.digest ? new Error(`The page could not be drawn (${error.digest}).`) : error;
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <ErrorState error={shown} what="page" onRetry={reset} />
    </main>
  );
}
