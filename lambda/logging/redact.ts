import type { Pairs } from '../pairs';
import { redactNamedValues } from './redact-named-values';

const REMOVED = '[removed]';

const SENSITIVE_NAME = /authorization|cookie|token|secret|passw(?:or)?d|api-?_?key|access-?_?key|signature|hmac|credential|session/i;

/** Parameters have shorter names than headers. */
const SENSITIVE_PARAMETER = /^(?:key|sig|code|auth)$/i;

/** Quantifiers are bounded or cannot overlap, so that hostile text costs no time. */
const PATTERNS: ReadonlyArray<readonly [RegExp, string]> = [
  // Parameters with short names, and elements of XML
  [/([?&](?:key|sig|code|auth)=)[^&\s"'<>]+/gi, `$1${REMOVED}`],
  [/(<(?:[\w-]{0,40}:)?[\w-]{0,40}(?:token|secret|password|apikey|signature|credential)[\w-]{0,40}>)[^<]*/gi, `$1${REMOVED}`],
  [/\b(bearer|basic)\s+[\w\-.~+/]+=*/gi, `$1 ${REMOVED}`],
  // User information in a URL
  [/(\/\/)[^\s/@]{1,256}@/g, `$1${REMOVED}@`],
  // JSON Web Tokens, and keys that their vendors prefix
  [/\beyJ[\w-]{4,1024}\.[\w-]+(?:\.[\w-]+)?/g, REMOVED],
  [/\b(?:sk|rk|whsec|gh[opsu]|github_pat|xox[abeprs]|AKIA|ASIA)[_-]?[A-Za-z0-9_-]{12,}/g, REMOVED],
];

/** Removes what looks like a secret from free text, such as an answer's body or an error's message. */
export function redactText(text: string): string {
  return PATTERNS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), redactNamedValues(text));
}

/** @param headers with lower-case names */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redactHeader(name, value)]));
}

function redactHeader(name: string, value: string): string {
  if (SENSITIVE_NAME.test(name)) return REMOVED;
  // Sign-in redirects carry tokens in path and query.
  if (name === 'location') return URL.canParse(value) ? new URL(value).origin : REMOVED;
  return redactText(value);
}

/** A request's path and query, as one may show them. */
export function redactPath(path: string, query: Pairs): string {
  const parameters = query.map(([name, value]) => `${encodeURIComponent(redactText(name))}=${redactParameter(name, value)}`);
  return [redactText(path), ...(parameters.length > 0 ? [parameters.join('&')] : [])].join('?');
}

function redactParameter(name: string, value: string): string {
  return SENSITIVE_NAME.test(name) || SENSITIVE_PARAMETER.test(name) ? REMOVED : encodeURIComponent(redactText(value));
}
