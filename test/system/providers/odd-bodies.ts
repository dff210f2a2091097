/** The body with what a program that reads and writes it would not keep: other than ASCII text, escapes, blanks, and a line end after it. */
export function oddBody(example: Buffer): Buffer {
  const text = example.toString();
  return Buffer.from(text.trimStart().startsWith('{') ? oddJson(text) : oddForm(text));
}

function oddJson(text: string): string {
  return text.replace('{', '{ \r\n\t"odd" :\t"Grüße 👩‍👩‍👧 \u2028 \\u00fc\\/\\ud83d\\udc4b \\"}" , "number": 1.0e+2,\n\n') + ' \r\n\n';
}

function oddForm(text: string): string {
  return `${text}&odd=Gr%C3%BC%c3%9fe+%20%F0%9F%91%8B&grüße=👋&empty=&none\n`;
}
