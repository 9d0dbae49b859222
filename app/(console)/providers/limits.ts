import { plural } from '#app/_ui/format-number.ts';
import type { CredentialItem } from '#lib/console/providers/schema.ts';

/** What a person typed into the field of a limit: nothing = not known. Words become NaN, which the schema refuses. */
export const limitOrUnknown = (text: unknown): number | null =>
  text === null || text === undefined || String(text).trim() === ''
    ? null
    : Number(String(text).replaceAll(/[\s,_]/g, ''));

/** What an account may do in a minute, as its row says it. */
export const limitsSentence = ({ rpm, tpm }: Pick<CredentialItem, 'rpm' | 'tpm'>): string => {
  const said = [
    ...(rpm === null ? [] : [plural(rpm, 'request')]),
    ...(tpm === null ? [] : [plural(tpm, 'token')]),
  ];
  return said.length === 0 ? 'no limit known' : `${said.join(', ')} a minute`;
};
