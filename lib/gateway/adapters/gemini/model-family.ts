/** What separates the generations of Gemini on the wire. */
export interface ModelFamily {
  /** How thinking is asked for: a level (3 and later), a budget of tokens (2.5), or not at all. */
  readonly thinking: 'level' | 'budget' | 'none';
  /** Pro models think always. */
  readonly pro: boolean;
  /** Gemini 3 and later refuse a repeated call whose thought signature is lost. */
  readonly wantsSignatures: boolean;
  /** Gemma has no system instruction. */
  readonly systemInstruction: boolean;
}

/** What a model takes, by its name; one that names no version (`gemini-flash-latest`) is taken for a current one. */
export function familyOf(model: string): ModelFamily {
  const pro = /-pro/.test(model);
  if (/gemma/.test(model)) {
    return { thinking: 'none', pro, wantsSignatures: false, systemInstruction: false };
  }
  const version = Number(/gemini-(\d+(?:\.\d+)?)/.exec(model)?.[1] ?? Number.POSITIVE_INFINITY);
  if (version >= 3) return { thinking: 'level', pro, wantsSignatures: true, systemInstruction: true };
  const thinking = version >= 2.5 ? 'budget' : 'none';
  return { thinking, pro, wantsSignatures: false, systemInstruction: true };
}
