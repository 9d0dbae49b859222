'use client';

import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import type { Permission } from '#lib/auth/permissions.ts';
import type { Session } from '#lib/console/session/schema.ts';
import { readApi } from '../api-client.ts';

const SessionContext = createContext<Session | null>(null);

/** Hands the session that the server checked to the pages, and keeps it current. */
export const SessionProvider = ({
  initial,
  children,
}: {
  readonly initial: Session;
  readonly children: ReactNode;
}) => {
  const { data } = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => readApi<Session>('session', { signal }),
    initialData: initial,
    staleTime: 60_000,
  });
  return <SessionContext value={data}>{children}</SessionContext>;
};

/** Who is signed in. */
export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside the console.');
  return session;
};

/** Whether the viewer may do something, and if not, why. */
export const useMay = (permission: Permission): { readonly may: boolean; readonly why: string | null } => {
  const session = useSession();
  const may = session.permissions.includes(permission);
  return { may, why: may ? null : `Your role, ${session.user?.role ?? 'program'}, may look but not change.` };
};
