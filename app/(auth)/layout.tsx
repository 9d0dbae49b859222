import type { ReactNode } from 'react';
import { BrandMark } from '#app/_ui/shell/brand-mark.tsx';

export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <p className="flex items-center gap-2.5 text-lg font-semibold tracking-tight text-kumo-strong">
        <BrandMark size={24} />
        Understudy
      </p>
      <div className="w-full max-w-sm rounded-lg border border-kumo-line bg-kumo-base p-6">{children}</div>
    </main>
  );
}
