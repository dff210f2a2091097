import { EvaluationError } from './java-value';

// What Java's regular expressions have and JavaScript's have not, or read otherwise.
const JAVA_ONLY = /\\[AGZzQEhHRXpPsSbB]|\(\?[a-z>-]*[a-z>]|[*+?}]\+|&&|\[[^\]]*\[/;

const compiled = new Map<string, RegExp>();

/** A Java regular expression in JavaScript, for the common part of both languages. */
export function javaRegex(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const regex = compile(pattern);
  compiled.set(pattern, regex);
  return regex;
}

/** Java's `String.matches`: the whole text has to match. */
export function javaMatches(pattern: string, text: string): boolean {
  const match = new RegExp(`^(?:${javaRegex(pattern).source})$`, 'u').exec(text);
  return match !== null;
}

function compile(pattern: string): RegExp {
  if (JAVA_ONLY.test(pattern)) throw new EvaluationError(`the regular expression "${pattern}" uses what only Java has; it is not emulated`);
  try {
    return new RegExp(pattern, 'gu');
  } catch (error) {
    throw new EvaluationError(`the regular expression "${pattern}" is not emulated: ${error instanceof Error ? error.message : String(error)}`);
  }
}
