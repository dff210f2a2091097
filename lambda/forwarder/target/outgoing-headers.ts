import { ADDED_HEADERS, isMadeAnew } from '../../../src/contract/headers';
import type { Pairs } from '../../pairs';
import type { Webhook } from '../envelope';
import type { AttemptIdentity } from '../ports';

/** Credentials for the door, and what API Gateway and CloudFront add. Amazon SNS sends headers of its own that start with `x-amz-`. */
const WITHHELD: ReadonlySet<string> = new Set(['authorization', 'cookie', 'x-api-key', 'x-amz-security-token']);
const WITHHELD_PREFIXES = ['x-amz-cf-', 'x-amzn-', 'cloudfront-'];

/**
 * Names and values in turn, as Node's HTTP client takes them: repeated headers, order and letter case stay as they were sent.
 *
 * @param own the target's headers, in place of those that the webhook has by these names
 */
export function outgoingHeaders(
  webhook: Webhook, identity: AttemptIdentity, host: string, forwardHeaders: ReadonlySet<string>, own: Pairs = [],
): string[] {
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  const forwarded = forwardedHeaders(webhook, forwardHeaders).filter(([name]) => !replaced.has(name.toLowerCase()));
  return [...forwarded.flat(), ...addedHeaders(webhook, identity, host), ...own.flat()];
}

/** Headers of the webhook itself, without what is withheld and what is made anew. */
export function forwardedHeaders(webhook: Webhook, forwardHeaders: ReadonlySet<string>): Pairs {
  const connectionListed = listedInConnection(webhook);
  const isForwarded = (name: string): boolean => {
    if (connectionListed.has(name) || isMadeAnew(name)) return false;
    if (name === 'content-encoding' && webhook.flags.includes('decoded')) return false;
    return !isWithheld(name) || forwardHeaders.has(name);
  };
  return webhook.headers.filter(([name]) => isForwarded(name.toLowerCase()));
}

function listedInConnection({ headers }: Webhook): ReadonlySet<string> {
  const values = headers.filter(([name]) => name.toLowerCase() === 'connection').map(([, value]) => value);
  return new Set(values.flatMap(value => value.toLowerCase().split(',')).map(token => token.trim()));
}

function isWithheld(name: string): boolean {
  return WITHHELD.has(name) || WITHHELD_PREFIXES.some(prefix => name.startsWith(prefix));
}

function addedHeaders(webhook: Webhook, { messageId, group, attempt }: AttemptIdentity, host: string): string[] {
  const { flags } = webhook;
  return [
    'Host', host,
    'Content-Length', String(webhook.body.length),
    'Via', '1.1 webhook-buffer',
    'X-Forwarded-For', webhook.sourceAddress,
    'X-Forwarded-Proto', 'https',
    'X-Forwarded-Host', webhook.host,
    ADDED_HEADERS.ID, messageId,
    ADDED_HEADERS.ATTEMPT, String(attempt),
    ADDED_HEADERS.GROUP, headerSafe(group),
    ADDED_HEADERS.FIRST_RECEIVED_AT, new Date(webhook.receivedAt).toISOString(),
    ADDED_HEADERS.IDEMPOTENCY_KEY, `"${messageId}"`,
    ...(flags.length > 0 ? [ADDED_HEADERS.FLAGS, flags.join(',')] : []),
  ];
}

function headerSafe(value: string): string {
  return value.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
