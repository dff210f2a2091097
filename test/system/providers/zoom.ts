import { changedHeader, ofSignature } from './forgeries';
import { hmac, payload, type Provider, unixSeconds } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'V3xs0-bYTfuGRbDaWdRVyQ';

const signature = (timestamp: string, body: Buffer): string => `v0=${hmac('sha256', SECRET, ['v0:', timestamp, ':', body], 'hex')}`;

/** Signed and checked as Zoom documents it. */
export const zoom: Provider = {
  name: 'zoom',
  secret: SECRET,
  source: secret => WebhookSource.zoom({ secret }),
  examples: { 'a meeting': payload('zoom.json') },
  group: '1234567890',
  deduplicated: false,
  sign: body => {
    const timestamp = unixSeconds();
    return { headers: { 'Content-Type': 'application/json', 'x-zm-request-timestamp': timestamp, 'x-zm-signature': signature(timestamp, body) }, body };
  },
  verify: ({ body, header }) => header('x-zm-signature') === signature(header('x-zm-request-timestamp'), body),
  forgeries: { ...ofSignature('x-zm-signature'), 'a changed time': changedHeader('x-zm-request-timestamp') },
};
