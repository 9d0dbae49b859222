import type { ChatCompletionChunk, ChunkDelta } from '../schema/chat-completion.ts';
import { isFilled } from '../stream/chunk-content.ts';
import { carryOn } from './carry-on.ts';
import type { Joining } from './joining.ts';
import { createPrefillEcho } from './prefill-echo.ts';
import type { Transcript } from './transcript.ts';
import type { UsageShift } from './usage-shift.ts';

/** What a continuation began from. */
export interface ContinuationStart {
  readonly transcript: Transcript;
  /** What was sent as the beginning of the answer. */
  readonly prefill: string;
  /** White space that the caller has and that was not sent: the continuation says it again. */
  readonly withheld: string;
  readonly shift: UsageShift;
}

/**
 * For a leg that goes on from a prefill. What it repeats of the prefill and the white space that was withheld are swallowed. What it
 * thinks is not passed on: the caller has the text that came of the first thoughts.
 */
export function createContinuationComparison(start: ContinuationStart): Joining {
  const { transcript, prefill, shift } = start;
  const echo = createPrefillEcho(prefill);
  let withheld = start.withheld;
  let joined = false;

  /** What lies beyond the caller's text; empty while that is not reached. */
  const beyond = (text: string): string | 'disagrees' | null => {
    const said = echo.take(text);
    if (said === null) return null;
    const known = said.slice(0, withheld.length);
    if (echo.ambiguous || !withheld.startsWith(known)) return 'disagrees';
    withheld = withheld.slice(known.length);
    return said.slice(known.length);
  };

  const goOn = (chunk: ChatCompletionChunk) => {
    joined = true;
    return carryOn(chunk, transcript);
  };

  return {
    complete: false,
    get joined() {
      return joined;
    },
    take(chunk) {
      const [choice] = chunk.choices;
      if (choice === undefined) return joined ? carryOn(shift.chunk(chunk), transcript) : null;
      const { reasoning_content: _, ...delta } = choice.delta;
      const said = { ...chunk, choices: [{ ...choice, delta }] };
      if (joined) return carryOn(said, transcript);
      if (chunk.choices.length > 1 || choice.index !== 0 || !isPlain(delta)) return 'disagrees';
      const text = isFilled(delta.content) ? beyond(delta.content ?? '') : '';
      if (text === 'disagrees') return text;
      const goesOn = choice.finish_reason != null || isFilled(delta.tool_calls);
      // White space that it leaves out before its end or a call takes nothing from the answer; half an echo is none.
      if (goesOn) return echo.begun ? 'disagrees' : goOn(said);
      if (text === null || text === '') return null;
      return goOn({ ...said, choices: [{ ...choice, delta: { content: text } }] });
    },
  };
}

/** A role, text and calls: anything else cannot go on from text. */
function isPlain({ role: _, content, tool_calls: __, ...others }: ChunkDelta): boolean {
  return (content == null || typeof content === 'string') && !Object.values(others).some(isFilled);
}
