/** A key to press. */
export const Kbd = ({ children }: { readonly children: string }) => (
  <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-kumo-line bg-kumo-base px-1.5 font-mono text-xs text-kumo-default">
    {children}
  </kbd>
);
