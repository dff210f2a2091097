const DELETE = '\x7f';
const ESCAPE_OR_QUOTE = /\\[^]|"/g;

/** JSON as API Gateway's parser reads it: of the character DEL, which it leaves out of strings that hold an escape, and of no others. */
export function asApiGatewayReads(body: Buffer): Buffer {
  const json = body.toString();
  if (!json.includes(DELETE) || !json.includes('\\')) return body;
  let read = '';
  let taken = 0;
  let start: number | undefined;
  let escaped = false;
  for (const { 0: token, index } of json.matchAll(ESCAPE_OR_QUOTE)) {
    if (token !== '"') {
      escaped = true;
    } else if (start === undefined) {
      [start, escaped] = [index, false];
    } else {
      if (escaped) {
        read += json.slice(taken, start) + json.slice(start, index).replaceAll(DELETE, '');
        taken = index;
      }
      start = undefined;
    }
  }
  return Buffer.from(read + json.slice(taken));
}
