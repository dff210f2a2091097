import { isUtf8 } from 'node:buffer';
import { WEBHOOK_MESSAGE_VERSION, type BodyEncoding, type ValuesByName, type WebhookMessage } from '../../../src/contract/webhook-message';
import type { Pairs } from '../../pairs';
import type { Webhook } from '../envelope';
import type { AttemptIdentity } from '../ports';
import { forwardedHeaders } from './outgoing-headers';

export interface MessageOptions {
  readonly forwardHeaders: ReadonlySet<string>;
  /** Whether a body that is JSON becomes a part of the message's JSON. */
  readonly jsonBody?: boolean;
}

/** The JSON that targets other than HTTP are given. */
export function webhookMessage(webhook: Webhook, identity: AttemptIdentity, { forwardHeaders, jsonBody = false }: MessageOptions): string {
  const text = textOf(webhook.body);
  const bodyEncoding = text === undefined ? 'base64' : jsonBody && isJson(text) ? 'json' : 'text';
  const message: Omit<WebhookMessage, 'body'> = {
    version: WEBHOOK_MESSAGE_VERSION,
    messageId: identity.messageId,
    group: identity.group,
    route: webhook.route,
    attempt: identity.attempt,
    receivedAt: new Date(webhook.receivedAt).toISOString(),
    method: webhook.method,
    path: webhook.path || '/',
    query: valuesByName(webhook.query),
    headers: valuesByName(forwardedHeaders(webhook, forwardHeaders).map(([name, value]) => [name.toLowerCase(), value])),
    host: webhook.host,
    sourceAddress: webhook.sourceAddress,
    flags: webhook.flags,
    bodyEncoding,
  };
  return withBody(JSON.stringify(message), text ?? webhook.body.toString('base64'), bodyEncoding);
}

/** JSON stays as it was written, so that no number loses a digit. */
function withBody(message: string, body: string, encoding: BodyEncoding): string {
  return `${message.slice(0, -1)},"body":${encoding === 'json' ? body : JSON.stringify(body)}}`;
}

/** Undefined where the bytes are no UTF-8. */
export function textOf(body: Buffer): string | undefined {
  return isUtf8(body) ? body.toString() : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function valuesByName(pairs: Pairs): ValuesByName {
  const byName = new Map<string, string[]>();
  for (const [name, value] of pairs) byName.set(name, [...byName.get(name) ?? [], value]);
  return Object.fromEntries(byName);
}
