import { PLANTED } from './webhooks';

/** Each planted value as it is, and as the middle of a longer text looks in base64, whose pieces of three bytes can begin at any of three places. */
const NEEDLES: ReadonlyArray<readonly [what: string, needle: string]> = Object.entries(PLANTED).flatMap(([what, value]) => [
  [what, value] as const,
  ...[0, 1, 2].map(offset => [what, Buffer.from(value.slice(offset, offset + Math.floor((value.length - offset) / 3) * 3)).toString('base64')] as const),
]);

const HMAC = /[0-9a-f]{64}/g;

/** What of the planted values a text holds, be it in base64; and whether it holds one of the given signatures. */
export function plantedIn(text: string, signatures: ReadonlySet<string>): string[] {
  const signed = text.match(HMAC)?.some(digest => signatures.has(digest)) === true;
  return [...new Set([...NEEDLES.filter(([, needle]) => text.includes(needle)).map(([what]) => what), ...signed ? ['signature'] : []])];
}
