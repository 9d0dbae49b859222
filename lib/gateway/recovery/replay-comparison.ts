import type { ToolCallDelta } from '../schema/chat-completion.ts';
import type { ChunkChoice } from '../stream/chunk-content.ts';
import { carryOn } from './carry-on.ts';
import type { Joining } from './joining.ts';
import { createStatementReader, type Statement } from './statements.ts';
import type { Transcript } from './transcript.ts';

/** For a leg that says the whole answer again. Starts at the beginning of the transcript, which does not change before the replay has joined. */
export function createReplayComparison(transcript: Transcript): Joining {
  const reader = createStatementReader();
  let run = 0;
  let offset = 0;
  let joined = false;
  const isComplete = () => run === transcript.runs.length;

  /** The part that lies beyond the transcript; null when the statement is not the transcript's next. */
  const swallow = (statement: Statement): Statement | null => {
    const expected = transcript.runs[run];
    if (expected === undefined) return lengthensName(statement, transcript) ? null : statement;
    if (expected.field !== statement.field || expected.call !== statement.call) return null;
    const left = expected.text.length - offset;
    const known = statement.text.slice(0, left);
    if (!expected.text.startsWith(known, offset)) return null;
    offset += known.length;
    if (offset === expected.text.length) {
      run += 1;
      offset = 0;
    }
    const text = statement.text.slice(left);
    const beyond = { ...statement, text };
    if (text === '') return beyond;
    return isComplete() && !lengthensName(beyond, transcript) ? beyond : null;
  };

  return {
    get complete() {
      return isComplete();
    },
    get joined() {
      return joined;
    },
    take(chunk) {
      if (joined) return carryOn(chunk, transcript);
      const statements = reader.read(chunk);
      if (statements === null) return 'disagrees';
      const beyond: Statement[] = [];
      for (const statement of statements) {
        const rest = swallow(statement);
        if (rest === null) return 'disagrees';
        if (rest.text !== '') beyond.push(rest);
      }
      const [choice] = chunk.choices;
      const finishes = choice !== undefined && choice.finish_reason != null;
      if (choice === undefined || (beyond.length === 0 && !finishes)) return null;
      if (!isComplete()) return 'disagrees';
      joined = true;
      return carryOn({ ...chunk, choices: [onlyBeyond(choice, beyond)] }, transcript);
    },
  };
}

/** A name is agreed on whole: `find` does not go on from `f`, since a name comes in one piece and `f` is another function. */
function lengthensName({ field, call }: Statement, { runs }: Transcript): boolean {
  return field === 'name' && runs.some((run) => run.field === 'name' && run.call === call);
}

/** A choice that says no more than these statements. */
function onlyBeyond(
  { index, delta, finish_reason, ...choice }: ChunkChoice,
  beyond: readonly Statement[],
): ChunkChoice {
  const textOf = (field: Statement['field'], call: number | null) =>
    beyond.find((statement) => statement.field === field && statement.call === call)?.text;
  const reasoning = textOf('reasoning_content', null);
  const content = textOf('content', null);
  const calls = (delta.tool_calls ?? []).flatMap((call): ToolCallDelta[] => {
    const [name, text] = [textOf('name', call.index), textOf('arguments', call.index)];
    if (textOf('call', call.index) !== undefined) return [call];
    if (name === undefined && text === undefined) return [];
    const rest = {
      ...(name === undefined ? {} : { name }),
      ...(text === undefined ? {} : { arguments: text }),
    };
    return [{ index: call.index, function: rest }];
  });
  return {
    index,
    delta: {
      ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
      ...(content === undefined ? {} : { content }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
    finish_reason,
    ...choice,
  };
}
