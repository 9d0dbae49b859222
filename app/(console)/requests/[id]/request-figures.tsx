import { Figure, Figures } from '#app/_ui/figure.tsx';
import { formatDuration } from '#app/_ui/format-duration.ts';
import { formatMoneyExact } from '#app/_ui/format-money.ts';
import { formatCount } from '#app/_ui/format-number.ts';
import { RequestStatus } from '#app/_ui/request-status.tsx';
import type { RequestDetail } from '#lib/console/requests/schema.ts';

const tokenNote = (request: RequestDetail) =>
  [
    request.cached_input_tokens > 0 && `${formatCount(request.cached_input_tokens)} from cache`,
    request.reasoning_tokens > 0 && `${formatCount(request.reasoning_tokens)} reasoning`,
    request.estimated && 'counted by the gateway',
  ]
    .filter(Boolean)
    .join(', ');

const outcomeNote = ({ http_status, stream, recovered }: RequestDetail) =>
  [`HTTP ${http_status}`, stream && 'streamed', recovered && 'recovered'].filter(Boolean).join(', ');

/** What a request took: outcome, time, tokens, money. */
export const RequestFigures = ({ request }: { readonly request: RequestDetail }) => (
  <Figures>
    <Figure label="Outcome" note={outcomeNote(request)}>
      <RequestStatus status={request.status} errorKind={request.error_kind} />
    </Figure>
    <Figure label="Duration" note={`${formatDuration(request.overhead_ms)} in the gateway`}>
      {formatDuration(request.duration_ms)}
    </Figure>
    <Figure
      label="First token"
      note={request.first_token_ms === null ? 'nothing was streamed' : 'from the start'}
    >
      {request.first_token_ms === null ? '–' : formatDuration(request.first_token_ms)}
    </Figure>
    <Figure label="Tokens, in → out" note={tokenNote(request)}>
      {formatCount(request.input_tokens)} → {formatCount(request.output_tokens)}
    </Figure>
    <Figure
      label="Cost"
      note={request.priced ? 'all attempts together' : 'a model without a price took part and counts as zero'}
    >
      {formatMoneyExact(request.cost_nano_usd)}
    </Figure>
  </Figures>
);
