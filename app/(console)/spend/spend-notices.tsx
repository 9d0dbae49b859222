'use client';

import { Banner } from '@cloudflare/kumo/components/banner';
import { WarningIcon } from '@phosphor-icons/react';
import { plural } from '#app/_ui/format-number.ts';
import type { SpendFigures } from '#lib/console/spend/schema.ts';

/** What must be known before a sum is believed. */
export const SpendNotices = ({ totals }: { readonly totals: SpendFigures }) =>
  totals.unpriced > 0 && (
    <Banner
      variant="alert"
      // Kumo's own amber text is below 4.5 : 1 on its ground.
      className="text-degraded!"
      icon={<WarningIcon weight="fill" />}
      title={`${plural(totals.unpriced, 'request')} used a model without a price`}
      description="Their cost counted as zero, so the sums are too low. Give the models a price in the configuration; what was recorded before stays as it is."
    />
  );
