import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { modeCookie, parseMode } from './_ui/mode.ts';
import './globals.css';
import { Providers } from './providers.tsx';

export const metadata: Metadata = {
  title: { default: 'Understudy', template: '%s · Understudy' },
  description: 'The LLM gateway that fails over before the caller notices.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/**
 * The chosen mode is on the root before the first paint because the server knows it from a cookie; without one the
 * style sheet follows the system. Neither needs an inline script, so a strict content security policy stays possible.
 */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const mode = parseMode((await cookies()).get(modeCookie)?.value);
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      {...(mode === 'system' ? {} : { 'data-mode': mode })}
      suppressHydrationWarning
    >
      <body className="bg-kumo-canvas font-sans text-base text-kumo-default tabular-nums">
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
