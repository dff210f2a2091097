import { SecretValue } from 'aws-cdk-lib';
import type { IdSource, MissingGroupId } from '../../../../src/contract/id-source';
import type { Handshake } from '../../../../src/door/handshake';
import { handshakeRequestTemplate, handshakeResponseTemplate, postedHandshakeResponseTemplate } from '../../../../src/door/handshake-template';
import { requestTemplate, type RequestTemplateOptions } from '../../../../src/door/request-template';
import { acceptedTemplate, refusedTemplate, unavailableTemplate } from '../../../../src/door/response-template';

const CARRIED: readonly IdSource[] = [
  { from: 'header', name: 'X-Group' },
  { from: 'query', name: 'group' },
  { from: 'pathParameter', name: 'below' },
  { from: 'jsonPath', path: '$.order.id' },
];
const GROUPS: readonly IdSource[] = [...CARRIED, { from: 'constant', value: 'all' }, { from: 'sourceAddress' }, { from: 'request' }];
const DEDUPLICATIONS: readonly IdSource[] = [
  { from: 'header', name: 'X-Delivery' }, { from: 'query', name: 'delivery' }, { from: 'jsonPath', path: '$.order.id' }, { from: 'content' }, { from: 'request' },
];
const MISSING: readonly MissingGroupId[] = ['ownGroup', 'sharedGroup', 'sourceAddress', 'reject'];
const CONTENTS = [{ binary: false, json: true }, { binary: false, json: false }, { binary: true, json: false }];

/** One of every kind that a mock answers. */
export const MOCK_HANDSHAKES: readonly Handshake[] = [
  {
    method: 'GET',
    echoes: { from: 'query', name: 'hub.challenge' },
    requires: [
      { at: { from: 'query', name: 'hub.mode' }, oneOf: ['subscribe', 'unsubscribe'] },
      { at: { from: 'query', name: 'hub.verify_token' }, secret: SecretValue.unsafePlainText('token-1') },
    ],
    answer: { contentType: 'application/json', field: 'hub.challenge' },
  },
  { method: 'GET', echoes: { from: 'header', name: 'x-challenge' }, answer: { contentType: 'text/plain' } },
  { method: 'OPTIONS', echoes: { from: 'header', name: 'x-challenge' }, answer: { header: 'X-Answer', headers: { Allow: 'POST' } } },
  { method: 'HEAD', answer: {} },
];

/** One of every kind that comes the way of webhooks. */
export const POSTED_HANDSHAKES: readonly Handshake[] = [
  { method: 'POST', echoes: { from: 'query', name: 'hub.challenge' }, answer: { contentType: 'text/plain' } },
  { method: 'POST', echoes: { from: 'header', name: 'x-challenge' }, answer: { header: 'X-Answer' } },
];

export const HANDSHAKE_TEMPLATES = MOCK_HANDSHAKES.map(handshake => ({
  request: handshakeRequestTemplate(handshake), response: handshakeResponseTemplate(handshake),
}));

export const POSTED_HANDSHAKE_TEMPLATES = POSTED_HANDSHAKES.map(handshake => postedHandshakeResponseTemplate(handshake, acceptedTemplate()));

/** One of every variant of the request template that a buffer can come to. */
export const REQUEST_VARIANTS: readonly RequestTemplateOptions[] = CONTENTS.flatMap(content =>
  GROUPS.flatMap(group => (CARRIED.includes(group) ? MISSING : MISSING.slice(0, 1)).flatMap(missingGroupId => [
    ...DEDUPLICATIONS.map(deduplication => ({ group, missingGroupId, deduplication, fifo: true })),
    { group, missingGroupId, deduplication: { from: 'request' } as const, fifo: false },
    { group, missingGroupId, deduplication: { from: 'request' } as const, fifo: true, handshake: POSTED_HANDSHAKES[0] },
  ].map(ids => ({ ...content, ...ids, queueUrl: 'http://127.0.0.1:9324/000000000000/Webhooks.fifo', route: '/hooks' })))));

export const REQUEST_TEMPLATES = REQUEST_VARIANTS.map(options => ({ options, template: requestTemplate(options) }));

export const RESPONSE_TEMPLATES = { accepted: acceptedTemplate(), refused: refusedTemplate(), unavailable: unavailableTemplate() };
