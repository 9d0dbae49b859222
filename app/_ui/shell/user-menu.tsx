'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { DropdownMenu } from '@cloudflare/kumo/components/dropdown';
import { KeyboardIcon, SignOutIcon, UserCircleIcon } from '@phosphor-icons/react';
import { signOut } from 'next-auth/react';
import { useSession } from './session-context.tsx';

/** Who is signed in, the list of shortcuts, and the way out. */
export const UserMenu = ({ onShortcuts }: { readonly onShortcuts: () => void }) => {
  const { user } = useSession();
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger
        render={
          <Button
            variant="ghost"
            size="sm"
            icon={<UserCircleIcon size={18} />}
            className="min-w-0 flex-1 justify-start"
            aria-label={`Account of ${user?.name ?? 'this program'}`}
          >
            <span className="truncate">{user?.name ?? 'Program'}</span>
          </Button>
        }
      />
      <DropdownMenu.Content>
        <DropdownMenu.Group>
          <DropdownMenu.Label>
            {user?.email ?? 'management key'}
            <span className="block font-normal text-kumo-subtle first-letter:uppercase">{user?.role}</span>
          </DropdownMenu.Label>
        </DropdownMenu.Group>
        <DropdownMenu.Separator />
        <DropdownMenu.Item icon={KeyboardIcon} onClick={onShortcuts}>
          Keyboard shortcuts
        </DropdownMenu.Item>
        <DropdownMenu.Item icon={SignOutIcon} onClick={() => void signOut({ callbackUrl: '/sign-in' })}>
          Sign out
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu>
  );
};
