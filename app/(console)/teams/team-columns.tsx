import { Link } from '@cloudflare/kumo/components/link';
import type { Column } from '#app/_ui/data-table.tsx';
import { formatCount } from '#app/_ui/format-number.ts';
import { LimitsCell } from '#app/_ui/limits/limits-cell.tsx';
import { Money } from '#app/_ui/money.tsx';
import type { TeamItem } from '#lib/console/teams/schema.ts';
import { TeamActions } from './team-actions.tsx';

/** What the list of teams shows. */
export const teamColumns: readonly Column<TeamItem>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (team) => (
      <span className="font-medium text-kumo-strong">
        <Link variant="plain" href={`/requests?${new URLSearchParams({ team: team.name })}`}>
          {team.name}
        </Link>
      </span>
    ),
  },
  {
    id: 'keys',
    header: 'Keys',
    align: 'end',
    from: 'sm',
    cell: (team) => (
      <Link variant="plain" href={`/keys?${new URLSearchParams({ team: team.name })}`}>
        {formatCount(team.active_keys)}
      </Link>
    ),
  },
  {
    id: 'spend',
    header: 'Spent this month',
    align: 'end',
    cell: (team) => <Money nanoUsd={team.month_cost_nano_usd} />,
  },
  {
    id: 'limits',
    header: 'Limits',
    from: 'sm',
    className: 'w-80',
    cell: (team) => <LimitsCell of={team} />,
  },
  {
    id: 'actions',
    header: 'Actions',
    quiet: true,
    align: 'end',
    cell: (team) => <TeamActions team={team} />,
  },
];
