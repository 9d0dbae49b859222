/** What Mistral takes for the id of a tool call. */
const idLength = 9;
const base = 36;

/**
 * An id of nine letters and digits: the given one where stripping leaves just that many, else a hash of it. It depends on the old id
 * alone, so that a call and its result agree.
 */
export function mistralId(id: string): string {
  const plain = id.replace(/[^a-zA-Z0-9]/g, '');
  if (plain.length === idLength) return plain;
  // FNV-1a, twice with other seeds, for 64 bits; two ids of one conversation never meet in practice.
  const low = BigInt(hash(id, 0x81_1c_9d_c5));
  const high = BigInt(hash(id, 0x5b_d1_e9_95));
  return ((high << 32n) | low).toString(base).padStart(idLength, '0').slice(-idLength);
}

function hash(text: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return value >>> 0;
}
