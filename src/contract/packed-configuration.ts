import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/*
 * A configuration in an environment variable: JSON while it is short, so that it can be read. A longer one is compressed, since Lambda
 * allows 4 KB for all variables of a function. What only CloudFormation knows, such as the name of a secret, cannot be compressed at
 * synthesis; it follows in words of its own, each once. Neither base64 nor a word has a blank in it.
 */
const BLANK = ' ';
/** Stands around the number of a word. JSON that was written without line breaks has none. */
const MARK = '\n';

/** @param parts of a JSON text in one line, and in each place of a word its number */
export function pack(parts: ReadonlyArray<string | number>, words: readonly string[]): string {
  const text = parts.map(part => typeof part === 'string' ? part : MARK + part + MARK).join('');
  const params = { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text) };
  return [brotliCompressSync(text, { params }).toString('base64'), ...words].join(BLANK);
}

/** @throws where the text is neither JSON nor packed JSON */
export function unpack(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(unpackedText(text));
  }
}

function unpackedText(packed: string): string {
  const [compressed, ...words] = packed.split(BLANK);
  const text = brotliDecompressSync(Buffer.from(compressed, 'base64')).toString();
  return text.split(MARK).map((part, index) => index % 2 === 0 ? part : words[Number(part)]).join('');
}
