/** Where to go after signing in: a path of this console and nothing else, whatever the link says. */
export const safeNext = (next: string | null): string => {
  if (next === null || !next.startsWith('/')) return '/overview';
  const target = new URL(next, 'http://here.invalid');
  return target.origin === 'http://here.invalid' ? `${target.pathname}${target.search}` : '/overview';
};
