'use client';

import { Sidebar, useSidebar } from '@cloudflare/kumo/components/sidebar';
import { usePathname, useSearchParams } from 'next/navigation';
import { rangeParams } from '../time-range.ts';
import { isCurrent, navigation } from './navigation.ts';

const rangeQuery = (params: Pick<URLSearchParams, 'get'>): string => {
  const kept = new URLSearchParams();
  for (const name of rangeParams) {
    const value = params.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept.size === 0 ? '' : `?${kept}`;
};

/** The pages in groups. The time range goes along, so that two pages in a row speak of the same time. */
export const NavigationMenu = () => {
  const range = rangeQuery(useSearchParams());
  const pathname = usePathname();
  const { setOpenMobile } = useSidebar();
  return (
    <Sidebar.Content>
      <nav aria-label="Console">
        {navigation.map((group) => (
          <Sidebar.Group key={group.label}>
            <Sidebar.GroupLabel>{group.label}</Sidebar.GroupLabel>
            <Sidebar.Menu>
              {group.entries.map((entry) => (
                <Sidebar.MenuItem key={entry.href}>
                  <Sidebar.MenuButton
                    href={entry.ranged ? `${entry.href}${range}` : entry.href}
                    icon={entry.icon}
                    active={isCurrent(entry.href, pathname)}
                    aria-current={isCurrent(entry.href, pathname) ? 'page' : undefined}
                    onClick={() => setOpenMobile(false)}
                  >
                    {entry.label}
                  </Sidebar.MenuButton>
                </Sidebar.MenuItem>
              ))}
            </Sidebar.Menu>
          </Sidebar.Group>
        ))}
      </nav>
    </Sidebar.Content>
  );
};
