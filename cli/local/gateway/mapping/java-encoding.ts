import { EvaluationError, unicodeEscape } from '../velocity';

/** java.net.URLEncoder with UTF-8. */
export function urlEncode(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(/%20/g, '+').replace(/[!'()~]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Java's encoders put a question mark where half of a surrogate pair is missing. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '?');
}

/** java.net.URLDecoder with UTF-8. */
export function urlDecode(text: string): string {
  const wrong = /%(?![0-9a-fA-F]{2})/.exec(text);
  if (wrong !== null) throw new EvaluationError(`$util.urlDecode: no hexadecimal digits after the % at position ${wrong.index}`);
  return text.replace(/\+/g, ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, escapes => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'));
}

export function base64Encode(text: string): string {
  return Buffer.from(wellFormed(text), 'utf8').toString('base64');
}

export function base64Decode(text: string): string {
  const digits = /^([A-Za-z0-9+/]*)={0,2}$/.exec(text)?.[1];
  if (digits === undefined || digits.length % 4 === 1) throw new EvaluationError('$util.base64Decode: this is no base64');
  return Buffer.from(digits, 'base64').toString('utf8');
}

const ESCAPES = new Map([['\b', '\\b'], ['\n', '\\n'], ['\t', '\\t'], ['\f', '\\f'], ['\r', '\\r'], ["'", "\\'"], ['"', '\\"'], ['\\', '\\\\'], ['/', '\\/']]);

/** StringEscapeUtils.escapeJavaScript of Apache Commons Lang. */
export function escapeJavaScript(text: string): string {
  return text.replace(/[^\x20-\x7f]|['"\\/]/g, character => ESCAPES.get(character) ?? unicodeEscape(character));
}
