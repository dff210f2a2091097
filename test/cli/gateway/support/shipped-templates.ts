import { SecretValue } from 'aws-cdk-lib';
import type { IdSource, MissingGroupId } from '../../../../src/contract/id-source';
import { type Handshake, handshakeRequestTemplate, handshakeResponseTemplate } from '../../../../src/door/handshake';
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

/** One of every variant of the request template that a buffer can come to. */
export const REQUEST_VARIANTS: readonly RequestTemplateOptions[] = CONTENTS.flatMap(content =>
  GROUPS.flatMap(group => (CARRIED.includes(group) ? MISSING : MISSING.slice(0, 1)).flatMap(missingGroupId => [
    ...DEDUPLICATIONS.map(deduplication => ({ group, missingGroupId, deduplication, fifo: true })),
    { group, missingGroupId, deduplication: { from: 'request' } as const, fifo: false },
  ].map(ids => ({ ...content, ...ids, queueUrl: 'http://127.0.0.1:9324/000000000000/Webhooks.fifo', route: '/hooks' })))));

export const REQUEST_TEMPLATES = REQUEST_VARIANTS.map(options => ({ options, template: requestTemplate(options) }));

export const RESPONSE_TEMPLATES = { accepted: acceptedTemplate(), refused: refusedTemplate(), unavailable: unavailableTemplate() };

const HANDSHAKES: readonly Handshake[] = [
  {
    method: 'GET',
    echoes: { from: 'query', name: 'group' },
    token: { at: { from: 'query', name: 'delivery' }, value: SecretValue.unsafePlainText('token') },
    answer: { status: 200, contentType: 'text/plain' },
  },
  { method: 'GET', echoes: { from: 'header', name: 'x-group' }, answer: { status: 200, contentType: 'application/json', field: 'verification' } },
];

export const HANDSHAKE_TEMPLATES = HANDSHAKES.map(handshake => ({
  request: handshakeRequestTemplate(handshake), response: handshakeResponseTemplate(handshake),
}));
