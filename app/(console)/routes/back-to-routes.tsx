import { Link } from '@cloudflare/kumo/components/link';
import { ArrowLeftIcon } from '@phosphor-icons/react';

/** The way back to the list. */
export const BackToRoutes = () => (
  <Link href="/routes" variant="plain" className="inline-flex w-fit items-center gap-1.5 text-sm">
    <ArrowLeftIcon aria-hidden size={14} />
    Routes
  </Link>
);
