import { intParameter, javaMethods, textParameter } from './java-method';
import { javaMatches, javaRegex } from './java-regex';
import { EvaluationError, type JavaValue } from './java-value';

type Parameters = readonly JavaValue[];

/** Methods of java.lang.String. */
export const stringMethods = javaMethods<string>({
  charAt: (text, parameters) => substring(text, intParameter(parameters, 0), intParameter(parameters, 0) + 1),
  concat: (text, parameters) => text + textParameter(parameters, 0),
  contains: (text, parameters) => text.includes(textParameter(parameters, 0)),
  endsWith: (text, parameters) => text.endsWith(textParameter(parameters, 0)),
  equalsIgnoreCase: (text, [other]) => typeof other === 'string' && text.toLowerCase() === other.toLowerCase(),
  indexOf: (text, parameters) => BigInt(text.indexOf(textParameter(parameters, 0), optionalInt(parameters, 1))),
  isEmpty: text => text === '',
  lastIndexOf: (text, parameters) => BigInt(text.lastIndexOf(textParameter(parameters, 0))),
  length: text => BigInt(text.length),
  matches: (text, parameters) => javaMatches(textParameter(parameters, 0), text),
  replace: (text, parameters) => text.replaceAll(textParameter(parameters, 0), () => textParameter(parameters, 1)),
  replaceAll: (text, parameters) => text.replace(javaRegex(textParameter(parameters, 0), 'gu'), replacement(parameters)),
  replaceFirst: (text, parameters) => text.replace(javaRegex(textParameter(parameters, 0), 'u'), replacement(parameters)),
  split,
  startsWith: (text, parameters) => text.startsWith(textParameter(parameters, 0)),
  substring: (text, parameters) => substring(text, intParameter(parameters, 0), optionalInt(parameters, 1) ?? text.length),
  toLowerCase: text => text.toLowerCase(),
  toUpperCase: text => text.toUpperCase(),
  // Java trims control characters, and no other white space than the blank.
  trim: text => text.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, ''),
});

function optionalInt(parameters: Parameters, position: number): number | undefined {
  return parameters.length > position ? intParameter(parameters, position) : undefined;
}

function substring(text: string, begin: number, end: number): string {
  if (begin < 0 || end > text.length || begin > end) {
    throw new EvaluationError(`a part from ${begin} to ${end} of a string of length ${text.length} does not exist`);
  }
  return text.slice(begin, end);
}

/** In Java's replacement text, `$1` is a group and a backslash makes the next character stand for itself. */
function replacement(parameters: Parameters): (match: string, ...groups: unknown[]) => string {
  const text = textParameter(parameters, 1);
  return (match, ...groups) => text.replace(/\\(.)|\$(\d)/gs, (_, literal?: string, group?: string) => {
    if (literal !== undefined) return literal;
    return group === '0' ? match : String(groups[Number(group) - 1] ?? '');
  });
}

/** Unlike JavaScript's, Java's split leaves groups out, and empty parts at the end unless a limit is given. */
function split(text: string, parameters: Parameters): JavaValue {
  const limit = optionalInt(parameters, 1) ?? 0;
  const parts: string[] = [];
  let position = 0;
  for (const match of text.matchAll(javaRegex(textParameter(parameters, 0), 'gu'))) {
    if (limit > 0 && parts.length === limit - 1) break;
    if (match.index + match[0].length === 0) continue;
    parts.push(text.slice(position, match.index));
    position = match.index + match[0].length;
  }
  if (parts.length === 0) return [text];
  parts.push(text.slice(position));
  if (limit === 0) while (parts.at(-1) === '') parts.pop();
  return parts;
}
