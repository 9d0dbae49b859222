import {
  ChartLineUpIcon,
  CoinsIcon,
  HeartbeatIcon,
  type Icon,
  KeyIcon,
  ListMagnifyingGlassIcon,
  PathIcon,
  PlugsIcon,
  UsersThreeIcon,
} from '@phosphor-icons/react';

/** A page of the console as the sidebar, the palette and the shortcuts know it. */
export interface NavigationEntry {
  readonly href: string;
  readonly label: string;
  /** Pressed after `g`. */
  readonly key: string;
  readonly icon: Icon;
  /** Whether the page looks at a time range. */
  readonly ranged?: true;
}

/** Every page that exists, in groups. */
export const navigation: readonly {
  readonly label: string;
  readonly entries: readonly NavigationEntry[];
}[] = [
  {
    label: 'Observe',
    entries: [
      { href: '/overview', label: 'Overview', key: 'o', icon: ChartLineUpIcon, ranged: true },
      { href: '/requests', label: 'Requests', key: 'r', icon: ListMagnifyingGlassIcon, ranged: true },
      { href: '/health', label: 'Health', key: 'h', icon: HeartbeatIcon },
      { href: '/spend', label: 'Spend', key: 's', icon: CoinsIcon, ranged: true },
    ],
  },
  {
    label: 'Configure',
    entries: [
      { href: '/routes', label: 'Routes', key: 't', icon: PathIcon },
      { href: '/providers', label: 'Providers', key: 'p', icon: PlugsIcon },
      { href: '/keys', label: 'Keys', key: 'k', icon: KeyIcon },
      { href: '/teams', label: 'Teams', key: 'm', icon: UsersThreeIcon },
    ],
  },
];

/** All pages in one list. */
export const pages: readonly NavigationEntry[] = navigation.flatMap((group) => group.entries);

/** Whether a page, or something below it, is the one shown. */
export const isCurrent = (href: string, pathname: string): boolean =>
  pathname === href || pathname.startsWith(`${href}/`);
