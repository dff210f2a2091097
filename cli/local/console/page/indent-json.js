const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const OPENING = { '{': '}', '[': ']' };

/**
 * Indents valid JSON token by token. To parse it and write it anew would change it: long numbers, repeated names, escapes.
 */
export function indentJson(json) {
  const tokens = json.match(TOKEN) ?? [];
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(depth)}`;
  return tokens.map((token, index) => {
    if (token in OPENING) {
      if (tokens[index + 1] === OPENING[token]) return token;
      depth += 1;
      return token + newLine();
    }
    if (token === '}' || token === ']') {
      if (tokens[index - 1] in OPENING) return token;
      depth -= 1;
      return newLine() + token;
    }
    if (token === ',') return token + newLine();
    return token === ':' ? ': ' : token;
  }).join('');
}
