'use client';

import { ErrorState } from '#app/_ui/error-state.tsx';

export default function ConsoleErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  const shown = error.digest ? new Error(`The page could not be drawn (${error.digest}).`) : error;
  return <ErrorState error={shown} what="page" onRetry={reset} />;
}
