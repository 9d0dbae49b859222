import { Badge } from '@cloudflare/kumo/components/badge';
import { FlaskIcon } from '@phosphor-icons/react';

/** Marks what the built-in simulator serves: no real model, no real bill. */
export const SimulatedBadge = () => (
  <Badge variant="outline" className="shrink-0 border-dashed whitespace-nowrap">
    <FlaskIcon size={12} aria-hidden />
    Simulated
  </Badge>
);
