import { createHash } from 'node:crypto';
import { ANNOUNCEMENT_VERSION, type AnnouncedWebhook, type Announcement } from '../../../src/contract/announcement';
import { redactHeaders, redactPath } from '../../logging/redact';
import { openEnvelope, type Envelope } from '../envelope';
import type { Delivery } from '../invocation';
import type { Ending } from './announcements';
import { textOf, valuesByName } from '../target/webhook-message';

/** What the smallest of the services takes, with room for what it wraps around it. */
const MOST_BYTES = 250_000;

export interface AnnouncementSettings {
  readonly buffer: string;
  readonly includeBody: boolean;
}

export function announcement(ending: Ending, delivery: Delivery, settings: AnnouncementSettings, now: number): Announcement {
  const { state, reason, attempts, lastStatus } = ending;
  const { messageId, group } = delivery;
  const envelope = opened(delivery);
  const announced = (withBody: boolean): Announcement => ({
    version: ANNOUNCEMENT_VERSION,
    id: `${messageId}:${state}`,
    state,
    buffer: settings.buffer,
    announcedAt: new Date(now).toISOString(),
    messageId,
    group,
    reason,
    attempts,
    lastStatus,
    webhook: envelope && webhook(envelope, withBody),
  });
  const complete = announced(settings.includeBody);
  return Buffer.byteLength(JSON.stringify(complete)) > MOST_BYTES ? announced(false) : complete;
}

function opened({ record }: Delivery): Envelope | undefined {
  try {
    return openEnvelope(record);
  } catch {
    return undefined;
  }
}

function webhook({ route, receivedAt, method, path, query, headers, flags, body }: Envelope, withBody: boolean): AnnouncedWebhook {
  const inMessage = Buffer.isBuffer(body);
  return {
    route,
    receivedAt: new Date(receivedAt).toISOString(),
    method,
    path: redactPath(path || '/', query),
    headers: valuesByName(headers.map(([name, value]) => redacted(name.toLowerCase(), value))),
    flags,
    bodyBytes: inMessage ? body.length : body.bytes,
    bodySha256: inMessage ? createHash('sha256').update(body).digest('hex') : body.sha256,
    ...(withBody && inMessage && bodyFields(body)),
  };
}

function redacted(name: string, value: string): [name: string, value: string] {
  return [name, redactHeaders({ [name]: value })[name] ?? ''];
}

function bodyFields(body: Buffer): Pick<AnnouncedWebhook, 'body' | 'bodyEncoding'> {
  const text = textOf(body);
  return { body: text ?? body.toString('base64'), bodyEncoding: text === undefined ? 'base64' : 'text' };
}
