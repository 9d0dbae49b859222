import { LinkButton } from '@cloudflare/kumo/components/button';

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-3 px-4 text-center">
      <h1 className="text-xl font-semibold tracking-tight text-kumo-strong">This page does not exist</h1>
      <p className="text-kumo-subtle">The address may be mistyped, or what it showed was removed.</p>
      <LinkButton href="/overview">Go to the overview</LinkButton>
    </main>
  );
}
