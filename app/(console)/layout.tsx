import type { ReactNode } from 'react';
import { ConsoleShell } from '#app/_ui/shell/console-shell.tsx';
import { SessionProvider } from '#app/_ui/shell/session-context.tsx';
import { currentSession } from '#app/require-session.ts';

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const session = await currentSession();
  // Each page sends a stranger to sign in and back to itself, which the layout could not say.
  if (session === null) return children;
  return (
    <SessionProvider initial={session}>
      <ConsoleShell>{children}</ConsoleShell>
    </SessionProvider>
  );
}
