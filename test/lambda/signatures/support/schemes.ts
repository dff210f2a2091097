import type { CertificateScheme, Ed25519Scheme, FormUrlScheme, HmacScheme, TokenScheme } from '../../../../src/contract/signature-scheme';

/** One scheme of each shape. */
export const BODY_HEX: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  key: { encoding: 'utf8' },
  signatures: { header: 'x-hub-signature-256', prefix: 'sha256=' },
  signed: [{ part: 'body' }],
};

export const BODY_BASE64: HmacScheme = { ...BODY_HEX, encoding: 'base64', signatures: { header: 'x-shopify-hmac-sha256' } };

export const STRIPE: HmacScheme = {
  ...BODY_HEX,
  signatures: { header: 'stripe-signature', separator: ',', prefix: 'v1=' },
  signed: [{ part: 'timestamp' }, { part: 'text', text: '.' }, { part: 'body' }],
  timestamp: { at: { header: 'stripe-signature', separator: ',', prefix: 't=' }, unit: 'seconds', toleranceSeconds: 300 },
};

export const SLACK: HmacScheme = {
  ...BODY_HEX,
  signatures: { header: 'x-slack-signature', prefix: 'v0=' },
  signed: [{ part: 'text', text: 'v0:' }, { part: 'timestamp' }, { part: 'text', text: ':' }, { part: 'body' }],
  timestamp: { at: { header: 'x-slack-request-timestamp' }, unit: 'seconds', toleranceSeconds: 300 },
};

export const standardWebhooks = (prefix: string): HmacScheme => ({
  ...BODY_HEX,
  encoding: 'base64',
  key: { encoding: 'base64', prefix: 'whsec_' },
  signatures: { header: `${prefix}-signature`, separator: ' ', prefix: 'v1,' },
  signed: [{ part: 'header', name: `${prefix}-id` }, { part: 'text', text: '.' }, { part: 'timestamp' }, { part: 'text', text: '.' }, { part: 'body' }],
  timestamp: { at: { header: `${prefix}-timestamp` }, unit: 'seconds', toleranceSeconds: 300 },
});

export const SQUARE: HmacScheme = { ...BODY_BASE64, signatures: { header: 'x-square-hmacsha256-signature' }, signed: [{ part: 'url' }, { part: 'body' }] };

export const LINEAR: HmacScheme = {
  ...BODY_HEX,
  signatures: { header: 'linear-signature' },
  timestamp: { at: { json: '$.webhookTimestamp' }, unit: 'milliseconds', toleranceSeconds: 60 },
};

export const TWITCH: HmacScheme = {
  ...BODY_HEX,
  signatures: { header: 'twitch-eventsub-message-signature', prefix: 'sha256=' },
  signed: [{ part: 'header', name: 'twitch-eventsub-message-id' }, { part: 'timestamp' }, { part: 'body' }],
  timestamp: { at: { header: 'twitch-eventsub-message-timestamp' }, unit: 'iso8601', toleranceSeconds: 600 },
};

export const X: HmacScheme = { ...BODY_BASE64, signatures: { header: 'x-twitter-webhooks-signature', prefix: 'sha256=' } };

export const DISCORD: Ed25519Scheme = {
  kind: 'ed25519',
  signatures: { header: 'x-signature-ed25519' },
  signed: [{ part: 'timestamp' }, { part: 'body' }],
  timestamp: { at: { header: 'x-signature-timestamp' }, unit: 'seconds', toleranceSeconds: 300 },
};

export const GITLAB: TokenScheme = { kind: 'token', at: { from: 'header', name: 'x-gitlab-token' } };
export const GRAPH: TokenScheme = { kind: 'token', at: { from: 'json', path: '$.value[*].clientState' } };
export const BEARER: TokenScheme = { kind: 'token', at: { from: 'header', name: 'authorization' }, prefix: 'Bearer ' };
export const QUERY_TOKEN: TokenScheme = { kind: 'token', at: { from: 'query', name: 'token' } };

export const TWILIO: FormUrlScheme = { kind: 'formUrl', signatures: { header: 'x-twilio-signature' }, bodyHashParameter: 'bodySHA256' };

export const PAYPAL: CertificateScheme = {
  kind: 'certificate',
  signatures: { header: 'paypal-transmission-sig' },
  transmissionIdHeader: 'paypal-transmission-id',
  timestamp: { at: { header: 'paypal-transmission-time' }, unit: 'iso8601', toleranceSeconds: 300 },
  certificateUrlHeader: 'paypal-cert-url',
  certificateHosts: ['api.paypal.com', 'api.sandbox.paypal.com'],
};
