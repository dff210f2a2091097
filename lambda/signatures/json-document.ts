/** A parsed body, in which numbers are the text that they were written as: an id of twenty digits stays one. */
export type Json = string | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const documents = new WeakMap<Buffer, { readonly root: Json | undefined }>();

/** Undefined where the body is no JSON. It is parsed once, however often it is asked for. */
export function jsonDocument(body: Buffer): Json | undefined {
  let document = documents.get(body);
  if (document === undefined) {
    document = { root: parse(body.toString()) };
    documents.set(body, document);
  }
  return document.root;
}

function parse(text: string): Json | undefined {
  try {
    JSON.parse(text); // Quotation marks around numbers would make valid JSON of some text that is none.
    return JSON.parse(withQuotedNumbers(text)) as Json;
  } catch {
    return undefined;
  }
}

/** One simple token at a time: an expression for a whole string would overflow the stack on a long one. */
const ESCAPE_OR_QUOTE_OR_NUMBER = /\\.|"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function withQuotedNumbers(json: string): string {
  let inString = false;
  return json.replace(ESCAPE_OR_QUOTE_OR_NUMBER, token => {
    if (token === '"') inString = !inString;
    return inString || token === '"' ? token : `"${token}"`;
  });
}

const STEP = /\.([\w-]+)|\['([^'\\]+)'\]|\[(\d+)\]|(\[\*\])/g;

/** What a path such as `$.items[0]['sku']` points to. With `[*]`, one value for each item of a list; undefined for each that lacks it. */
export function readPath(root: Json | undefined, path: string): Array<Json | undefined> {
  let found: Array<Json | undefined> = [root];
  for (const [, property, quoted, index, wildcard] of path.matchAll(STEP)) {
    found = wildcard === undefined
      ? found.map(value => index === undefined ? member(value, property ?? quoted) : item(value, Number(index)))
      : found.flatMap<Json | undefined>(value => Array.isArray(value) ? value as readonly Json[] : [undefined]);
  }
  return found;
}

function member(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [name: string]: Json })[name];
}

function item(value: Json | undefined, index: number): Json | undefined {
  return Array.isArray(value) ? (value as readonly Json[])[index] : undefined;
}

/** The text of a string, a number or a boolean; nothing else identifies anything. */
export function scalarText(value: Json | undefined): string | undefined {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}
