import { EvaluationError, type JavaMap, type JavaValue, JsonList } from '../velocity';
import { javaFloat, javaInteger } from './java-number';

/** Text that even a permissive parser refuses. */
export class JsonError extends EvaluationError {}

const MAX_DEPTH = 400;
/** The parser takes this character for the end of the text. */
const END = '\x1a';
const JAVA_WHITE_SPACE = '\\t-\\r\\x1c-\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000';
// Of text that is all white space, one character stays.
const LEADING = new RegExp(`^[${JAVA_WHITE_SPACE}]+(?=.)`, 's');
const TRAILING = new RegExp(`(?<=.)[${JAVA_WHITE_SPACE}]+$`, 's');
const ESCAPED = new Map([['t', '\t'], ['n', '\n'], ['r', '\r'], ['f', '\f'], ['b', '\b'], ['\\', '\\'], ['/', '/'], ["'", "'"], ['"', '"']]);
const UNICODE_DIGITS = new Map([['u', 4], ['x', 2]]);
const WORDS = new Map<string, JavaValue>([['null', null], ['true', true], ['false', false], ['NaN', NaN]]);

/** Characters that end a value without quotes; at the top nothing but the end does. */
type Stops = '' | ',]' | ',}' | ':';

/**
 * Parses JSON like json-smart in its permissive mode, which API Gateway uses: quotes may be single or missing, commas superfluous,
 * anything may follow, and what is no JSON at all is a string. Only what is cut off or nested wrongly is an error.
 */
export function parsePermissiveJson(text: string): JavaValue {
  return new PermissiveJsonParser(text).value('');
}

class PermissiveJsonParser {
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  value(stops: Stops): JavaValue {
    this.skip(/[ \r\n\t]/);
    switch (this.current) {
      case '{':
        return this.nested(() => this.object());
      case '[':
        return this.nested(() => this.list());
      case '"':
      case "'":
        return this.quoted();
      case ':':
      case '}':
      case ']':
        throw this.unexpected();
      default:
        if (this.current === END && stops !== '') throw this.unexpected();
        return /[-0-9]/.test(this.current) ? this.number(stops) : this.word(stops);
    }
  }

  private get current(): string {
    return this.text[this.position] ?? END;
  }

  private unexpected(): JsonError {
    return new JsonError(this.current === END ? `unexpected end of file at position ${this.position}` : `unexpected character at position ${this.position}`);
  }

  private skip(characters: RegExp): void {
    while (this.current !== END && characters.test(this.current)) this.position++;
  }

  private skipThrough(stops: Stops): void {
    while (this.current !== END && !stops.includes(this.current)) this.position++;
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new JsonError(`nested deeper than ${MAX_DEPTH} levels at position ${this.position}`);
    this.position++;
    const result = read();
    this.depth--;
    this.position++;
    return result;
  }

  private list(): JsonList {
    const list = new JsonList();
    for (;;) {
      this.skip(/[ \r\n\t]/);
      if (this.current === ']') return list;
      if (this.current === ',') this.position++;
      else list.push(this.value(',]'));
    }
  }

  private object(): JavaMap {
    const object: JavaMap = new Map();
    for (;;) {
      this.skip(/[ \r\n\t,]/);
      if (this.current === '}') return object;
      const key = this.key();
      object.set(key, this.value(',}'));
      this.skip(/[\0-\x20]/);
      if (this.current !== ',' && this.current !== '}') throw this.unexpected();
    }
  }

  private key(): string {
    if (':][{'.includes(this.current)) throw this.unexpected();
    const key = this.current === '"' || this.current === "'" ? this.quoted() : this.unquoted(this.position, ':');
    this.skip(/[\0-\x20]/);
    if (this.current !== ':') throw this.unexpected();
    this.position++;
    return key;
  }

  /** After other white space than JSON's, even true, false and null are only text. */
  private word(stops: Stops): JavaValue {
    const first = this.current;
    const word = this.unquoted(this.position, stops);
    const known = WORDS.get(word);
    return known === undefined || !word.startsWith(first) ? word : known;
  }

  private unquoted(start: number, stops: Stops): string {
    this.skipThrough(stops);
    return this.trimmedFrom(start);
  }

  private number(stops: Stops): JavaValue {
    const start = this.position;
    this.position++;
    this.skip(/\d/);
    const isInteger = !/[.eE]/.test(this.current);
    if (this.current === '.') {
      this.position++;
      this.skip(/\d/);
    }
    if (/[eE]/.test(this.current)) {
      this.position++;
      if (!/[-+\d]/.test(this.current)) return this.unquoted(start, stops);
      this.position++;
      this.skip(/\d/);
    }
    this.skip(/[\0-\x20]/);
    // The parser knows stops among the first characters of ASCII only: a later character ends the number instead.
    if (this.current < '~' && this.current !== END && !stops.includes(this.current)) return this.unquoted(start, stops);
    const digits = this.trimmedFrom(start);
    const number = isInteger ? javaInteger(digits) : javaFloat(digits);
    if (number === undefined) throw this.unexpected();
    return number;
  }

  private trimmedFrom(start: number): string {
    return this.text.slice(start, this.position).replace(LEADING, '').replace(TRAILING, '');
  }

  private quoted(): string {
    const quote = this.current;
    const end = this.text.indexOf(quote, this.position + 1);
    if (end < 0) throw new JsonError(`unexpected end of file at position ${this.text.length}`);
    const content = this.text.slice(this.position + 1, end);
    if (content.includes('\\')) return this.quotedWithEscapes(quote);
    this.position = end + 1;
    return content;
  }

  /** Control characters are left out here, although not of strings without an escape. */
  private quotedWithEscapes(quote: string): string {
    let content = '';
    for (this.position++; this.current !== quote; this.position++) {
      if (this.current === END) throw this.unexpected();
      if (this.current === '\\') content += this.escape();
      else if (!/[\0-\x1f\x7f]/.test(this.current)) content += this.current;
    }
    this.position++;
    return content;
  }

  private escape(): string {
    this.position++;
    const digits = UNICODE_DIGITS.get(this.current);
    if (digits === undefined) return ESCAPED.get(this.current) ?? '';
    const hexadecimal = this.text.slice(this.position + 1, this.position + 1 + digits);
    if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hexadecimal)) throw this.unexpected();
    this.position += digits;
    return String.fromCharCode(parseInt(hexadecimal, 16));
  }
}
