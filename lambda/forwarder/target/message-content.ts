import { ADDED_HEADERS } from '../../../src/contract/headers';
import { MESSAGE_ATTRIBUTES, type BodyEncoding } from '../../../src/contract/webhook-message';
import type { Webhook } from '../envelope';
import type { AttemptIdentity } from '../ports';
import { textOf, webhookMessage, type MessageOptions } from './webhook-message';

export interface QueueMessage {
  readonly body: string;
  readonly attributes: { readonly [name: string]: { readonly DataType: 'String'; readonly StringValue: string } };
  /** As SQS and SNS count them against their limit. */
  readonly bytes: number;
}

interface Content {
  readonly body: string;
  /** How the body of the webhook is in it, where it is all there is. */
  readonly encoding?: BodyEncoding;
}

/** What of Unicode SQS and SNS do not take, in a body as in an attribute. */
const NOT_TAKEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const NOT_TAKEN_BY_JSON = /[\ufffe\uffff]/g;

const TYPE_BYTES = 'String'.length;

/** The message to a queue or topic, as the target is set up. */
export function messageContent(webhook: Webhook, identity: AttemptIdentity, content: 'webhook' | 'body', options: MessageOptions): QueueMessage {
  const { body, encoding }: Content = content === 'body' ? plainBody(webhook.body) : { body: asJson(webhookMessage(webhook, identity, options)) };
  const attributes = attributesOf(webhook, identity, encoding);
  const bytes = attributes.reduce((sum, [name, value]) => sum + name.length + TYPE_BYTES + Buffer.byteLength(value), Buffer.byteLength(body));
  return { body, attributes: Object.fromEntries(attributes.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])), bytes };
}

function asJson(message: string): string {
  return message.replace(NOT_TAKEN_BY_JSON, character => `\\u${character.charCodeAt(0).toString(16)}`);
}

function plainBody(bytes: Buffer): Content {
  const text = textOf(bytes);
  return text === undefined || NOT_TAKEN.test(text) ? { body: bytes.toString('base64'), encoding: 'base64' } : { body: text, encoding: 'text' };
}

/** Ten at most, as SQS allows no more. */
function attributesOf(webhook: Webhook, identity: AttemptIdentity, encoding?: BodyEncoding): Array<[name: string, value: string]> {
  const query = webhook.query.map(pair => pair.map(encodeURIComponent).join('=')).join('&');
  const values: ReadonlyArray<readonly [string, string | undefined]> = [
    [ADDED_HEADERS.ID, identity.messageId],
    [ADDED_HEADERS.ATTEMPT, String(identity.attempt)],
    [ADDED_HEADERS.GROUP, identity.group],
    [ADDED_HEADERS.FIRST_RECEIVED_AT, new Date(webhook.receivedAt).toISOString()],
    [ADDED_HEADERS.FLAGS, webhook.flags.join(',')],
    [MESSAGE_ATTRIBUTES.ROUTE, webhook.route],
    [MESSAGE_ATTRIBUTES.METHOD, webhook.method],
    [MESSAGE_ATTRIBUTES.PATH, (webhook.path || '/') + (query && `?${query}`)],
    [MESSAGE_ATTRIBUTES.CONTENT_TYPE, webhook.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]],
    [MESSAGE_ATTRIBUTES.BODY_ENCODING, encoding],
  ];
  // An attribute must not be empty.
  return values.flatMap(([name, value]) => value ? [[name, value.replace(new RegExp(NOT_TAKEN, 'g'), '\ufffd')] as [string, string]] : []);
}
