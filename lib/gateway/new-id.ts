/** Crockford's base 32: no I, L, O, U, so that an id survives being read aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeCharacters = 10;
const randomCharacters = 16;

/** The prefixes of HOUSE.md: what an id names can be read from it. */
export type IdPrefix =
  | 'req'
  | 'vk'
  | 'cred'
  | 'prov'
  | 'route'
  | 'team'
  | 'user'
  | 'aud'
  | 'gw'
  | 'cev'
  | 'alr';

/** A fresh id such as `req_01K…` (a ULID): 48 bits of time, so that ids sort by age, and 80 random bits. */
export function newId(prefix: IdPrefix, nowMs: number = Date.now()): string {
  let time = '';
  for (let rest = nowMs, index = 0; index < timeCharacters; index += 1) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let random = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(randomCharacters)))
    random += alphabet.charAt(byte & 31);
  return `${prefix}_${time}${random}`;
}
