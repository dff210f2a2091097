import type { EnvelopeFlag } from '../contract/envelope';

/** A condition that holds unless the reference is empty or absent, in every engine. */
export function isPresent(reference: string): string {
  return `"$!${reference.slice(1)}" != ""`;
}

/** Adds a flag to the list that the template puts into the envelope. */
export function flagStatements(flag: EnvelopeFlag): string {
  return `#set($flags = "$flags$separator\${quote}${flag}\${quote}")#set($separator = ",")`;
}

/** API Gateway ends a loop after this many rounds. */
export const MAX_ROUNDS = 1_000;
