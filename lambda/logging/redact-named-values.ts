const REMOVED = '[removed]';

/** A sensitive name and what leads from it to its value: `"name": "value"`, `name=value`, `name: value`, and all of that inside of a JSON string. */
const SENSITIVE_NAME = /(?:token|secret|passw(?:or)?d|\bpwd|api[-_]?key|access[-_]?key|private[-_]?key|signature|credential|session|cookie|\bauth\b|authorization)[\w-]{0,40}\\?["']?\s{0,4}[:=]\s{0,4}/gi;

const BRACKETS: { readonly [opening: string]: string } = { '{': '}', '[': ']' };
const BARE_VALUE = /(?:(?:bearer|basic)\s)?[^\s,;&"'}<>\]\\]*/iy;

/** Removes the values of what has a sensitive name, whole objects and lists too; the text may break off anywhere. */
export function redactNamedValues(text: string): string {
  let redacted = '';
  let done = 0;
  SENSITIVE_NAME.lastIndex = 0;
  for (let name = SENSITIVE_NAME.exec(text); name !== null; name = SENSITIVE_NAME.exec(text)) {
    const start = SENSITIVE_NAME.lastIndex;
    const end = endOfValue(text, start);
    redacted += text.slice(done, start) + (end > start ? REMOVED : '');
    done = end;
    SENSITIVE_NAME.lastIndex = end;
  }
  return redacted + text.slice(done);
}

function endOfValue(text: string, start: number): number {
  const first = text[start] ?? '';
  if (first === '"' || first === "'") return endOfQuoted(text, start + 1, first);
  if (text.startsWith('\\"', start)) return endOfQuoted(text, start + 2, '\\"');
  if (first in BRACKETS) return endOfBracketed(text, start);
  BARE_VALUE.lastIndex = start;
  return start + (BARE_VALUE.exec(text)?.[0].length ?? 0);
}

/** @param from behind the opening quotation mark */
function endOfQuoted(text: string, from: number, mark: string): number {
  for (let index = from; index < text.length; index++) {
    if (text.startsWith(mark, index)) return index + mark.length;
    if (text[index] === '\\') index++;
  }
  return text.length;
}

function endOfBracketed(text: string, start: number): number {
  const closing: string[] = [];
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '"') index = endOfQuoted(text, index + 1, '"') - 1;
    else if (character in BRACKETS) closing.push(BRACKETS[character] ?? '');
    else if (character === closing.at(-1)) closing.pop();
    if (closing.length === 0) return index + 1;
  }
  return text.length;
}
