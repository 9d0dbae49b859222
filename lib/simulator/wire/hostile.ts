import { gzipSync } from 'node:zlib';
import type { Answer } from '../answer/answer.ts';
import type { StreamScript } from '../dialects/dialect.ts';
import type { Fault } from '../scenario-schema.ts';
import type { Step } from './steps.ts';

/** Stands in a text where bytes that are no UTF-8 will be: a private letter of as many bytes. */
const badLetter = '\uE000';
const badBytes = Buffer.from([0xff, 0xfe, 0xfd]);
/** What `endless` sends at a time, about. Characters. */
const pieceSize = 16 * 1024;

/** The answer with what a hostile fault puts into its words. */
export function damagedAnswer(answer: Answer, fault: Fault | null): Answer {
  const { token_bytes: size, invalid_utf8_after_tokens: badAt } = fault ?? {};
  if (size === undefined && badAt === undefined) return answer;
  const text = [...answer.text];
  const last = text.length - 1;
  if (size !== undefined && last >= 0) text[last] = (text[last] ?? '').padStart(size, 'x');
  if (badAt !== undefined && text.length > 0) {
    const at = Math.min(badAt, text.length - 1);
    text[at] = `${badLetter}${text[at]}`;
  }
  return { ...answer, text };
}

/** The body as a hostile fault sends it. */
export function damagedSteps(steps: readonly Step[], fault: Fault | null): readonly Step[] {
  if (fault?.gzip !== undefined) return compressed(steps, fault.gzip);
  const { drip_ms: ms, invalid_utf8_after_tokens: badAt } = fault ?? {};
  if (ms === undefined && badAt === undefined) return steps;
  return steps.map((step) => {
    if (step.do !== 'write') return step;
    const bytes = badAt === undefined ? Buffer.from(step.text) : withBadBytes(step.text);
    return ms === undefined ? { do: 'write', text: bytes } : { do: 'drip', bytes, ms };
  });
}

/** Bytes as they are on the wire, sent instead of a head. */
export interface EndlessHead {
  readonly before: string;
  readonly again: string;
}

/** Heads that never end. */
export const endlessHeads: Readonly<Record<'interim' | 'head', EndlessHead>> = {
  interim: { before: '', again: pieceOf('HTTP/1.1 102 Processing\r\n\r\n') },
  head: {
    before: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n',
    again: pieceOf(`x-more: ${'m'.repeat(200)}\r\n`),
  },
};

/** A stream that never ends. */
export function endlessStream(script: StreamScript, kind: 'body' | 'line' | 'tokens'): Step[] {
  const { head, tokens } = script;
  const pieces = {
    body: { before: head, again: ': still here\n\n' },
    // In larger pieces: a client that bounds a line is to meet its bound rather than its patience.
    line: { before: `${head}data: {"`, again: 'x'.repeat(4 * pieceSize) },
    tokens: { before: head, again: tokens.join('') },
  } as const;
  return forever(pieces[kind].before, pieces[kind].again);
}

/** A whole answer that never ends. */
export function endlessWhole(kind: 'body' | 'line' | 'tokens'): Step[] {
  const again = { body: ' \n', line: 'x', tokens: 'word ' }[kind];
  return forever(kind === 'body' ? '{' : '{"choices":[{"message":{"role":"assistant","content":"', again);
}

function forever(before: string, again: string): Step[] {
  return [
    { do: 'write', text: before },
    { do: 'repeat', text: pieceOf(again === '' ? ' ' : again) },
  ];
}

/** Often enough to be worth a write. */
function pieceOf(again: string): string {
  return again.repeat(Math.ceil(pieceSize / again.length));
}

function withBadBytes(text: string | Uint8Array): Buffer {
  const bytes = Buffer.from(text);
  for (let at = bytes.indexOf(badLetter); at !== -1; at = bytes.indexOf(badLetter, at))
    badBytes.copy(bytes, at);
  return bytes;
}

function compressed(steps: readonly Step[], how: 'body' | 'bomb'): readonly Step[] {
  const texts = steps.flatMap((step) => (step.do === 'write' ? [Buffer.from(step.text)] : []));
  const bytes = how === 'bomb' ? bomb() : gzipSync(Buffer.concat(texts));
  return [{ do: 'write', text: bytes }, ...steps.filter((step) => step.do !== 'write')];
}

let builtBomb: Buffer | null = null;

/** One MiB that inflates to 1 GiB: a gzip file may consist of many, one after the other. */
function bomb(): Buffer {
  if (builtBomb === null) {
    const member = gzipSync(Buffer.alloc(16 * 1024 * 1024), { level: 9 });
    builtBomb = Buffer.concat(Array<Buffer>(64).fill(member));
  }
  return builtBomb;
}
