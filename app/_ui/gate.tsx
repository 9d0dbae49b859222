'use client';

import { Tooltip } from '@cloudflare/kumo/components/tooltip';
import type { ReactElement } from 'react';
import type { Permission } from '#lib/auth/permissions.ts';
import { useMay } from './shell/session-context.tsx';

/** A control that the viewer may not use is shown off, and says why. */
export const Gate = ({
  permission,
  children,
}: {
  readonly permission: Permission;
  readonly children: (blocked: boolean) => ReactElement;
}) => {
  const { may, why } = useMay(permission);
  if (may) return children(false);
  return (
    <Tooltip
      content={why}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a disabled button takes no focus, so its wrapper tells why.
      render={<span tabIndex={0}>{children(true)}</span>}
    />
  );
};
