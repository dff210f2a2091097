import { PLANTED } from './webhooks';

/** Each planted value as it is, and as the middle of a longer text looks in base64, whose pieces of three bytes can begin at any of three places. */
const NEEDLES: ReadonlyArray<readonly [what: string, needle: string]> = Object.entries(PLANTED).flatMap(([what, value]) => [
  [what, value] as const,
  ...[0, 1, 2].map(offset => [what, Buffer.from(value.slice(offset, offset + Math.floor((value.length - offset) / 3) * 3)).toString('base64')] as const),
]);

/** What of the planted values a text holds, be it in base64. */
export function plantedIn(text: string): string[] {
  return [...new Set(NEEDLES.filter(([, needle]) => text.includes(needle)).map(([what]) => what))];
}
