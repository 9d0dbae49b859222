import type { StreamScript } from '../dialects/dialect.ts';
import type { Fault } from '../scenario-schema.ts';

/** What is done to a response after its head. `cut` closes the connection once everything written is out. */
export type Step =
  | { readonly do: 'write'; readonly text: string | Uint8Array }
  /** Byte by byte, each after `ms`. */
  | { readonly do: 'drip'; readonly bytes: Uint8Array; readonly ms: number }
  /** For ever, until the client leaves. */
  | { readonly do: 'repeat'; readonly text: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'end' | 'cut' | 'stall' };

/** A body sent in one piece. */
export function wholeBody(text: string | Uint8Array): Step[] {
  return [{ do: 'write', text }, { do: 'end' }];
}

type Ending = { readonly after: number; readonly how: 'cut' | 'end' | 'stall' | 'error' };

function endingOf(fault: Fault): Ending | null {
  if (fault.cut_after_tokens !== undefined) return { after: fault.cut_after_tokens, how: 'cut' };
  if (fault.end_after_tokens !== undefined) return { after: fault.end_after_tokens, how: 'end' };
  if (fault.stall_after_tokens !== undefined) return { after: fault.stall_after_tokens, how: 'stall' };
  if (fault.error_event_after_tokens !== undefined)
    return { after: fault.error_event_after_tokens, how: 'error' };
  return null;
}

/** Joins what is written without a pause in between, so that it leaves in one write. */
class StepList {
  readonly steps: Step[] = [];
  #text = '';

  write(text: string): void {
    this.#text += text;
  }

  wait(ms: number | undefined): void {
    if (ms === undefined || ms === 0) return;
    this.#flush();
    this.steps.push({ do: 'wait', ms });
  }

  finish(how: 'end' | 'cut' | 'stall'): Step[] {
    this.#flush();
    this.steps.push({ do: how });
    return this.steps;
  }

  #flush(): void {
    if (this.#text !== '') this.steps.push({ do: 'write', text: this.#text });
    this.#text = '';
  }
}

/** A streamed answer with a fault worked into it. An answer shorter than the fault's number breaks after its last token. */
export function streamSteps(script: StreamScript, fault: Fault | null, errorEvent: () => string): Step[] {
  const list = new StepList();
  list.write(script.head);
  if (fault === null) {
    for (const token of script.tokens) list.write(token);
    list.write(script.finish + script.endMark);
    return list.finish('end');
  }
  list.wait(fault.delay_first_token_ms);
  const ending = endingOf(fault);
  const shown = Math.min(ending?.after ?? Number.POSITIVE_INFINITY, script.tokens.length);
  const malformedAt = Math.min(fault.malformed_event_after_tokens ?? Number.POSITIVE_INFINITY, shown);
  for (let index = 0; index < shown; index += 1) {
    if (index > 0) list.wait(fault.token_interval_ms);
    if (index === malformedAt) list.write(script.malformed);
    list.write(script.tokens[index] ?? '');
  }
  if (malformedAt === shown && fault.malformed_event_after_tokens !== undefined) list.write(script.malformed);
  if (ending === null) {
    list.write(script.finish + script.endMark);
    return list.finish('end');
  }
  if (ending.how === 'error') {
    list.write(errorEvent());
    return list.finish('end');
  }
  // Everything but the end mark came: the answer is complete, only its end is not said.
  if (ending.how === 'end' && ending.after >= script.tokens.length) list.write(script.finish);
  return list.finish(ending.how);
}

/** A whole answer with a fault worked into it, and the milliseconds a provider would have needed to make it. */
export function wholeSteps(
  body: string,
  tokens: number,
  fault: Fault | null,
  errorBody: () => string,
): Step[] {
  if (fault === null) return wholeBody(body);
  const ending = endingOf(fault);
  if (ending?.how === 'error') return wholeBody(errorBody());
  if (ending === null) {
    return wholeBody(
      fault.malformed_event_after_tokens === undefined
        ? body
        : partOf(body, fault.malformed_event_after_tokens, tokens),
    );
  }
  return [{ do: 'write', text: partOf(body, ending.after, tokens) }, { do: ending.how }];
}

/** How long a whole answer takes: its head waits for all of its tokens. */
export function generationMs(tokens: number, fault: Fault): number {
  return (fault.delay_first_token_ms ?? 0) + (fault.token_interval_ms ?? 0) * Math.max(0, tokens - 1);
}

/** Never all of it, so that it is never valid JSON. */
function partOf(body: string, shown: number, tokens: number): string {
  return body.slice(0, Math.floor((body.length * Math.min(shown, tokens)) / (tokens + 1)));
}
