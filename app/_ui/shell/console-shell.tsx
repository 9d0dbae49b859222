'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Sidebar, useSidebar } from '@cloudflare/kumo/components/sidebar';
import { ListIcon, MagnifyingGlassIcon } from '@phosphor-icons/react';
import { useRouter } from 'next/navigation';
import { type ReactNode, Suspense, useCallback, useState } from 'react';
import { Kbd } from '../kbd.tsx';
import { BrandMark } from './brand-mark.tsx';
import { ModeMenu } from './mode-menu.tsx';
import { pages } from './navigation.ts';
import { NavigationMenu } from './navigation-menu.tsx';
import { Palette } from './palette.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { usePaletteKey, useShortcuts } from './use-shortcuts.ts';
import { UserMenu } from './user-menu.tsx';

const Brand = () => (
  <span className="flex items-center gap-2.5 font-semibold tracking-tight text-kumo-strong">
    <BrandMark />
    Understudy
  </span>
);

const MobileBar = ({ onSearch }: { readonly onSearch: () => void }) => {
  const { setOpenMobile } = useSidebar();
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center justify-between border-b border-kumo-line bg-kumo-canvas px-2 md:hidden">
      <Button
        variant="ghost"
        shape="square"
        icon={<ListIcon size={18} />}
        aria-label="Open navigation"
        onClick={() => setOpenMobile(true)}
      />
      <Brand />
      <Button
        variant="ghost"
        shape="square"
        icon={<MagnifyingGlassIcon size={18} />}
        aria-label="Go to anything"
        onClick={onSearch}
      />
    </header>
  );
};

const SearchButton = ({ onClick }: { readonly onClick: () => void }) => (
  <Button variant="outline" size="sm" onClick={onClick} className="w-full justify-between">
    <span className="flex items-center gap-2 font-normal text-kumo-subtle">
      <MagnifyingGlassIcon aria-hidden />
      Go to anything
    </span>
    <Kbd>Ctrl K</Kbd>
  </Button>
);

/** The frame around every console page: navigation, palette, shortcuts, colour mode, account. */
export const ConsoleShell = ({ children }: { readonly children: ReactNode }) => {
  const router = useRouter();
  const [palette, setPalette] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const openPalette = useCallback(() => setPalette(true), []);
  usePaletteKey(openPalette);
  useShortcuts({
    '?': () => setShortcuts(true),
    ...Object.fromEntries(pages.map((page) => [`g ${page.key}`, () => router.push(page.href)])),
  });
  return (
    <Sidebar.Provider className="min-h-dvh" style={{ '--sidebar-width': '14rem' } as React.CSSProperties}>
      <a
        href="#main"
        className="sr-only z-50 rounded bg-kumo-base px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Sidebar aria-label="Navigation" className="md:sticky md:top-0 md:h-dvh">
        <Sidebar.Header className="h-auto py-3">
          <div className="flex w-full min-w-0 flex-col gap-3">
            <Brand />
            <SearchButton onClick={openPalette} />
          </div>
        </Sidebar.Header>
        <Suspense>
          <NavigationMenu />
        </Suspense>
        <Sidebar.Footer>
          <div className="flex w-full items-center gap-1">
            <UserMenu onShortcuts={() => setShortcuts(true)} />
            <ModeMenu />
          </div>
        </Sidebar.Footer>
      </Sidebar>
      <div className="flex min-h-dvh min-w-0 flex-1 flex-col">
        <MobileBar onSearch={openPalette} />
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {children}
        </main>
      </div>
      <Palette open={palette} onOpenChange={setPalette} />
      <ShortcutsDialog open={shortcuts} onOpenChange={setShortcuts} />
    </Sidebar.Provider>
  );
};
