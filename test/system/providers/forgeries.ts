import type { Forgery } from './provider';

/** The last letter or digit of the body becomes another one. */
export const changedBody: Forgery = ({ headers, body }) => {
  const text = body.toString('latin1');
  return { headers, body: Buffer.from(text.replace(/[a-z\d](?=[^a-z\d]*$)/i, other), 'latin1') };
};

/** A letter or digit of the header becomes another one: none of the last, of which base64 may not use every bit. */
export const changedHeader = (name: string): Forgery => ({ headers, body }) => {
  const value = headers[name];
  return { headers: { ...headers, [name]: value.replace(/[a-z\d](?=[^a-z\d]*.{4}$)/i, other) }, body };
};

/** What a signature in a header over the body protects from. */
export const ofSignature = (header: string): { readonly [name: string]: Forgery } => ({
  'a changed body': changedBody,
  'a changed signature': changedHeader(header),
});

function other(character: string): string {
  return character === '1' ? '2' : '1';
}
