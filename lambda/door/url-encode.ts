/** Like java.net.URLEncoder with UTF-8, which the mapping templates use: what it yields is allowed in the ids of SQS. */
export function urlEncode(text: string): string {
  // Java puts a question mark where half of a surrogate pair is missing.
  const wellFormed = text.replace(/\p{Surrogate}/gu, '?');
  return encodeURIComponent(wellFormed).replace(/%20/g, '+').replace(/[!'()~]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
