import fc from 'fast-check';

interface Call {
  readonly name: string;
  readonly text: string;
}

/** What a model says: reasoning, then text, then calls. */
export interface Saying {
  readonly reasoning: string;
  readonly content: string;
  readonly calls: readonly Call[];
}

/** How one provider sends it: sizes of its chunks, repeated as needed, and the ids that it gives to calls. */
export interface Manner {
  readonly sizes: readonly number[];
  readonly idOf: (index: number) => string;
}

/** OpenAI's end mark. */
export const done = 'data: [DONE]\n\n';

/** What one chunk adds. */
export type Delta = Record<string, unknown>;

const pieces = (text: string, { sizes }: Manner): string[] => {
  const cut: string[] = [];
  for (let from = 0, turn = 0; from < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    cut.push(text.slice(from, from + size));
    from += size;
  }
  return cut;
};

/** What a saying is in chunks. */
export function deltasOf({ reasoning, content, calls }: Saying, manner: Manner): Delta[] {
  const callDeltas = calls.flatMap(({ name, text }, index) => {
    const [head = '', ...rest] = pieces(text, manner);
    // Some providers begin the arguments with the call, some after it.
    const together = (manner.sizes[0] ?? 0) % 2 === 0;
    const after = together ? rest : [head, ...rest].filter((piece) => piece !== '');
    const opening = { name, arguments: together ? head : '' };
    return [
      { tool_calls: [{ index, id: manner.idOf(index), type: 'function', function: opening }] },
      ...after.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ];
  });
  return [
    ...pieces(reasoning, manner).map((piece) => ({ reasoning_content: piece })),
    ...pieces(content, manner).map((piece) => ({ content: piece })),
    ...callDeltas,
  ];
}

/** A chunk as it is sent. */
export const event = (delta: Delta, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

/** What a client has put together, and in which order: a strict reader that appends whatever comes. */
export function heard(deltas: readonly Delta[]): { units: string[]; ids: string[] } {
  const units: string[] = [];
  const ids: string[] = [];
  for (const { reasoning_content, content, tool_calls } of deltas) {
    for (const unit of String(reasoning_content ?? '').split('')) units.push(`reasoning ${unit}`);
    for (const unit of String(content ?? '').split('')) units.push(`content ${unit}`);
    for (const call of Array.isArray(tool_calls) ? tool_calls : []) {
      if (call.id !== undefined) {
        ids.push(call.id);
        units.push(`call ${call.index}`);
      }
      if (call.function?.name !== undefined) units.push(`name ${call.index} ${call.function.name}`);
      for (const unit of String(call.function?.arguments ?? '').split(''))
        units.push(`arguments ${call.index} ${unit}`);
    }
  }
  return { units, ids };
}

/** Network packets that have nothing to do with where events end. Cut between code points, so that each is UTF-8. */
export function packets(sse: string, size: number): { send: string }[] {
  const points = Array.from(sse);
  const sends: { send: string }[] = [];
  for (let from = 0; from < points.length; from += size)
    sends.push({ send: points.slice(from, from + size).join('') });
  return sends;
}

/** Text with what is easily cut in two. */
export const letters = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '"', 'é', '😀', '\n'),
  maxLength: 12,
});
/** Anything that a model may say. */
export const saying: fc.Arbitrary<Saying> = fc
  .record({
    reasoning: fc.oneof(fc.constant(''), letters),
    content: letters,
    calls: fc.array(fc.record({ name: fc.constantFrom('f', 'find'), text: letters }), { maxLength: 2 }),
  })
  .filter(({ content, calls }) => content !== '' || calls.length > 0);
/** Sizes of chunks. */
export const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 });
