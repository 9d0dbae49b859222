'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { DropdownMenu } from '@cloudflare/kumo/components/dropdown';
import { CircleHalfIcon, type Icon, MoonIcon, SunIcon } from '@phosphor-icons/react';
import { useEffect, useState } from 'react';
import { type Mode, modeCookieText, modes, parseMode } from '../mode.ts';

const look = {
  system: { label: 'System', icon: CircleHalfIcon },
  light: { label: 'Light', icon: SunIcon },
  dark: { label: 'Dark', icon: MoonIcon },
} as const satisfies Record<Mode, { label: string; icon: Icon }>;

/** Shows a mode at once and remembers it for the server. */
export const applyMode = (mode: Mode) => {
  if (mode === 'system') delete document.documentElement.dataset.mode;
  else document.documentElement.dataset.mode = mode;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we support.
  document.cookie = modeCookieText(mode);
};

/** Chooses light, dark, or what the system says. */
export const ModeMenu = () => {
  const [mode, setMode] = useState<Mode>('system');
  useEffect(() => setMode(parseMode(document.documentElement.dataset.mode)), []);
  const choose = (next: unknown) => {
    const chosen = parseMode(String(next));
    setMode(chosen);
    applyMode(chosen);
  };
  const Current = look[mode].icon;
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger
        render={
          <Button variant="ghost" shape="square" size="sm" icon={<Current />} aria-label="Colour mode" />
        }
      />
      <DropdownMenu.Content>
        <DropdownMenu.RadioGroup value={mode} onValueChange={choose}>
          {modes.map((one) => (
            <DropdownMenu.RadioItem key={one} value={one} icon={look[one].icon}>
              {look[one].label}
              <DropdownMenu.RadioItemIndicator />
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu>
  );
};
