import { Link } from '@cloudflare/kumo/components/link';
import type { Column } from '#app/_ui/data-table.tsx';
import { LimitsCell } from '#app/_ui/limits/limits-cell.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { StatusBadge } from '#app/_ui/status-badge.tsx';
import type { Tone } from '#app/_ui/tone.ts';
import type { KeyItem, KeyWithSecret } from '#lib/console/keys/schema.ts';
import { KeyActions } from './key-actions.tsx';
import { tagsText } from './key-form.ts';

const statusLook = {
  active: { tone: 'ok', word: 'Active' },
  expired: { tone: 'skipped', word: 'Expired' },
  revoked: { tone: 'failed', word: 'Revoked' },
} as const satisfies Record<KeyItem['status'], { tone: Tone; word: string }>;

const origins = {
  console: null,
  file: 'from the configuration file',
  seed: 'made for the demo',
} as const satisfies Record<KeyItem['origin'], string | null>;

const quiet = (text: string) => <span className="text-kumo-subtle">{text}</span>;

const MayCall = ({ models }: { readonly models: KeyItem['models'] }) =>
  models === null ? (
    quiet('every route')
  ) : (
    <span className="font-mono text-sm break-words">{models.join(', ')}</span>
  );

const When = ({ iso, never }: { readonly iso: string | null; readonly never: string }) =>
  iso === null ? quiet(never) : <RelativeTime iso={iso} className="whitespace-nowrap" />;

/** What the list of keys shows. */
export const keyColumns = (onIssued: (issued: KeyWithSecret) => void): Column<KeyItem>[] => [
  {
    id: 'name',
    header: 'Name',
    cell: (key) => (
      <span className="flex min-w-0 flex-col">
        <span className="font-medium text-kumo-strong">
          <Link variant="plain" href={`/requests?${new URLSearchParams({ key: key.name })}`}>
            {key.name}
          </Link>
        </span>
        <span className="text-sm text-kumo-subtle">
          <span className="font-mono">{key.hint}…</span>
          {origins[key.origin] && ` ${origins[key.origin]}`}
        </span>
      </span>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    cell: (key) => (
      <StatusBadge tone={statusLook[key.status].tone}>{statusLook[key.status].word}</StatusBadge>
    ),
  },
  { id: 'models', header: 'May call', from: 'sm', cell: (key) => <MayCall models={key.models} /> },
  {
    id: 'limits',
    header: 'Limits',
    from: 'md',
    className: 'w-64',
    cell: (key) => <LimitsCell of={key} />,
  },
  { id: 'team', header: 'Team', from: 'md', cell: (key) => key.team ?? quiet('none') },
  { id: 'tags', header: 'Tags', from: 'xl', cell: (key) => tagsText(key.tags) || quiet('none') },
  {
    id: 'used',
    header: 'Last used',
    from: 'md',
    cell: (key) => <When iso={key.last_used_at} never="never" />,
  },
  {
    id: 'expires',
    header: 'Expires',
    from: 'lg',
    cell: (key) => <When iso={key.expires_at} never="never" />,
  },
  {
    id: 'created',
    header: 'Created',
    from: 'lg',
    cell: (key) => (
      <span className="flex flex-col">
        <When iso={key.created_at} never="" />
        {key.created_by && <span className="text-sm text-kumo-subtle">by {key.created_by}</span>}
      </span>
    ),
  },
  {
    id: 'actions',
    header: 'Actions',
    quiet: true,
    align: 'end',
    cell: (key) => <KeyActions apiKey={key} onIssued={onIssued} />,
  },
];
