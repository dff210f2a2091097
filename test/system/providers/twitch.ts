import { randomUUID } from 'node:crypto';
import { changedHeader, ofSignature } from './forgeries';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 's3cRe7-of-10-to-100-characters';
const ID = 'Twitch-Eventsub-Message-Id';
const TIMESTAMP = 'Twitch-Eventsub-Message-Timestamp';
const SIGNATURE = 'Twitch-Eventsub-Message-Signature';

const signature = (id: string, timestamp: string, body: Buffer): string => `sha256=${hmac('sha256', SECRET, [id, timestamp, body], 'hex')}`;

/** Signed and checked as Twitch documents it. */
export const twitch: Provider = {
  name: 'twitch',
  secret: SECRET,
  source: secret => WebhookSource.twitch({ secret }),
  examples: { 'a follower': payload('twitch.json') },
  deduplicated: true,
  sign: body => {
    const id = randomUUID();
    const timestamp = new Date().toISOString().replace('Z', '123456Z'); // Twitch tells nanoseconds
    const headers = {
      'Content-Type': 'application/json',
      'Twitch-Eventsub-Message-Type': 'notification',
      [ID]: id,
      [TIMESTAMP]: timestamp,
      [SIGNATURE]: signature(id, timestamp, body),
    };
    return { headers, body };
  },
  verify: ({ body, header }) => header(SIGNATURE) === signature(header(ID), header(TIMESTAMP), body),
  forgeries: { ...ofSignature(SIGNATURE), 'a changed id': changedHeader(ID), 'a changed time': changedHeader(TIMESTAMP) },
};
