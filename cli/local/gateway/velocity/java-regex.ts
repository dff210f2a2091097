import { EvaluationError } from './java-value';

// What Java's regular expressions have and JavaScript's have not, or read otherwise.
const JAVA_ONLY = /\\[AGZzQEhHRXpPsSbB]|\(\?[a-z>-]*[a-z>]|[*+?}]\+|&&|\[[^\]]*\[/;

/** Java's `String.matches`: the whole text has to match. */
export function javaMatches(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${javaRegex(pattern, 'u').source})$`, 'u').test(text);
}

/** A Java regular expression in JavaScript, for the common part of both languages. */
export function javaRegex(pattern: string, flags: 'u' | 'gu'): RegExp {
  if (JAVA_ONLY.test(pattern)) throw new EvaluationError(`the regular expression "${pattern}" uses what only Java has; it is not emulated`);
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new EvaluationError(`the regular expression "${pattern}" is not emulated: ${(error as Error).message}`);
  }
}
