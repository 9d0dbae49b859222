import { Button } from '@cloudflare/kumo/components/button';
import { GitForkIcon } from '@phosphor-icons/react';
import { useEffect, useRef } from 'react';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import type { RouteConflict } from '#lib/console/routes/schema.ts';
import { chainSentence, formOf } from '../editor/route-form.ts';

const written = (settings: unknown) => JSON.stringify(settings, null, 2);

const Version = ({
  title,
  chain,
  settings,
}: {
  readonly title: string;
  readonly chain: string;
  readonly settings: unknown;
}) => (
  <div className="flex min-w-0 flex-1 flex-col gap-2">
    <h2 className="font-medium text-kumo-strong">{title}</h2>
    <p className="break-words font-mono text-sm">{chain}</p>
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: settings that scroll must be reachable by keyboard.
      tabIndex={0}
      aria-label={`Settings: ${title}`}
      className="max-h-64 overflow-auto rounded-md border border-kumo-hairline bg-kumo-recessed p-3"
    >
      <pre className="font-mono text-sm">{written(settings)}</pre>
    </section>
  </div>
);

/** Both versions of a route that two people changed at once, and the choice between them. */
export const ConflictNotice = ({
  conflict,
  onTheirs,
  onMine,
}: {
  readonly conflict: RouteConflict;
  readonly onTheirs: () => void;
  readonly onMine: () => void;
}) => {
  const notice = useRef<HTMLElement>(null);
  useEffect(() => notice.current?.focus(), []);
  const { yours, current } = conflict;
  return (
    <section
      ref={notice}
      tabIndex={-1}
      role="alert"
      className="flex flex-col gap-4 rounded-lg border border-degraded-fill bg-kumo-base p-4"
    >
      <div className="flex items-start gap-2">
        <GitForkIcon aria-hidden size={18} className="mt-0.5 shrink-0 text-degraded" />
        <p>
          <span className="font-medium text-kumo-strong">Someone changed this route meanwhile.</span> Nothing
          was saved. The version in force was made <RelativeTime iso={current.updated_at} />.
        </p>
      </div>
      <div className="flex flex-col gap-4 md:flex-row">
        <Version
          title="Yours"
          chain={chainSentence(formOf(yours).settings.targets)}
          settings={yours.settings}
        />
        <Version title="In force" chain={chainSentence(current.targets)} settings={current.settings} />
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button type="button" onClick={onTheirs}>
          Take what is in force
        </Button>
        <Button type="button" variant="primary" onClick={onMine}>
          Save mine over it
        </Button>
      </div>
    </section>
  );
};
