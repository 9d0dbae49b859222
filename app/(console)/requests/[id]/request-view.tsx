'use client';

import { Link } from '@cloudflare/kumo/components/link';
import { ArrowLeftIcon } from '@phosphor-icons/react';
import { useRouter } from 'next/navigation';
import { CopyableId } from '#app/_ui/copyable-id.tsx';
import { plural } from '#app/_ui/format-number.ts';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { useShortcuts } from '#app/_ui/shell/use-shortcuts.ts';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { storySentence } from '#app/_ui/story-sentence.ts';
import { Waterfall } from '#app/_ui/waterfall/waterfall.tsx';
import type { RequestDetail } from '#lib/console/requests/schema.ts';
import { useRequest } from './queries.ts';
import { RequestFacts } from './request-facts.tsx';
import { RequestFigures } from './request-figures.tsx';

const Loading = () => (
  <div className="flex flex-col gap-5">
    <Skeleton className="h-5 w-2/3" />
    <Skeleton className="h-20 w-full rounded-lg" />
    <Skeleton className="h-64 w-full rounded-lg" />
  </div>
);

const note = (request: RequestDetail) =>
  [
    plural(request.attempts.length, 'upstream call'),
    request.failovers > 0 && plural(request.failovers, 'failover'),
    request.skipped.length > 0 && `${plural(request.skipped.length, 'target')} passed over`,
  ]
    .filter(Boolean)
    .join(', ');

const Ready = ({ request }: { readonly request: RequestDetail }) => (
  <div className="flex min-w-0 flex-col gap-5">
    <p className="max-w-[75ch] text-lg leading-relaxed text-kumo-strong">{storySentence(request)}</p>
    <RequestFigures request={request} />
    <Panel title="What happened" note={note(request)} flush>
      {request.attempts.length + request.skipped.length === 0 ? (
        <p className="px-4 py-6 text-kumo-subtle">
          No provider was called: the gateway answered this request itself.
        </p>
      ) : (
        <Waterfall request={request} />
      )}
    </Panel>
    <RequestFacts request={request} />
  </div>
);

/** One request: its story in a sentence, its figures, its waterfall. */
export const RequestView = ({ id }: { readonly id: string }) => {
  const router = useRouter();
  const query = useRequest(id);
  useShortcuts({ escape: () => router.push('/requests') });
  return (
    <PageFrame
      above={
        <Link href="/requests" variant="plain" className="inline-flex w-fit items-center gap-1.5 text-sm">
          <ArrowLeftIcon aria-hidden size={14} />
          Requests
        </Link>
      }
      title="Request"
      purpose={<CopyableId id={id} />}
    >
      <QueryRegion query={query} what="request" skeleton={<Loading />}>
        {(request) => <Ready request={request} />}
      </QueryRegion>
    </PageFrame>
  );
};
