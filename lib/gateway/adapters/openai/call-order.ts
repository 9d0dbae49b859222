import { isObject, type JsonObject, readString } from '../json.ts';

/** Numbers the tool calls of one choice as a client expects them, whatever numbers the provider gave. */
export interface CallOrder {
  /** The pieces with `index` set: a call keeps its number, a new one gets the next. */
  arrange(pieces: readonly JsonObject[]): JsonObject[];
}

/**
 * A call is known by its id, else by its index, else it is the one that came last: Mistral numbers each call 0, others leave the
 * number out (unconfirmed which).
 */
export function createCallOrder(): CallOrder {
  const numberOfId = new Map<string, number>();
  const numberOfIndex = new Map<number, number>();
  let count = 0;

  const numberOf = ({ id, index }: JsonObject): number => {
    const name = readString(id);
    const known = name === null || name === '' ? undefined : numberOfId.get(name);
    if (known !== undefined) return known;
    const isNew = count === 0 || (name !== null && name !== '');
    const ofIndex = typeof index === 'number' ? numberOfIndex.get(index) : count - 1;
    if (!isNew && ofIndex !== undefined) return ofIndex;
    const number = count;
    count += 1;
    if (name !== null && name !== '') numberOfId.set(name, number);
    if (typeof index === 'number') numberOfIndex.set(index, number);
    return number;
  };

  return {
    arrange: (pieces) => pieces.map((piece) => ({ ...repairCall(piece), index: numberOf(piece) })),
  };
}

/** A tool call as OpenAI writes it: arguments are a text, also where a provider sends the object itself (Mistral). */
export function repairCall(call: JsonObject): JsonObject {
  const { function: named } = call;
  if (!isObject(named) || !isObject(named.arguments)) return call;
  return { ...call, function: { ...named, arguments: JSON.stringify(named.arguments) } };
}
