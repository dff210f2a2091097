import { SETTINGS } from './support/harness';
import { readEnvironment } from '../../lambda/forwarder/configuration';
import { FORWARDER_ENVIRONMENT } from '../../src/contract/forwarder-configuration';

const HTTP = {
  kind: 'http', url: 'https://backend.example/hooks', allowHttp: false, connectTimeoutMillis: 3_000, firstByteTimeoutMillis: 15_000, totalTimeoutMillis: 20_000, forwardHeaders: [],
};
const COMMON = { totalTimeoutMillis: 20_000, forwardHeaders: [] };

function read(given: object): unknown {
  return readEnvironment({
    [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify({ ...SETTINGS, buffer: 'Orders', target: HTTP, ...given }),
    [FORWARDER_ENVIRONMENT.QUEUE_URL]: 'https://sqs.example/1/queue.fifo',
    [FORWARDER_ENVIRONMENT.DEAD_LETTER_QUEUE_URL]: 'https://sqs.example/1/dead.fifo',
    [FORWARDER_ENVIRONMENT.ATTEMPT_TABLE]: 'attempts',
  }).configuration;
}

test.each<[string, object]>([
  ['a function', { target: { kind: 'lambda', functionArn: 'arn:f', ...COMMON } }],
  ['an event bus', { target: { kind: 'eventBridge', eventBusArn: 'arn:b', ...COMMON } }],
  ['a state machine', { target: { kind: 'stepFunctions', stateMachineArn: 'arn:s', ...COMMON } }],
  ['a queue', { target: { kind: 'sqs', queueUrl: 'https://sqs.example/1/q', ...COMMON } }],
  ['a topic', { target: { kind: 'sns', topicArn: 'arn:t', ...COMMON } }],
  ['headers of its own', { target: { ...HTTP, headers: [['X-Tenant', 'a']] } }],
  ['a token endpoint', { target: { ...HTTP, authentication: { kind: 'oauth2', tokenUrl: 'https://login.example/token?tenant=a' } } }],
  ['statuses of its own', { target: { ...HTTP, retryStatuses: [404], permanentStatuses: [409] } }],
  ['a pace', { pace: { gapMillis: 50 } }],
  ['a circuit breaker', { circuitBreaker: { failuresInARow: 10, firstOpenSeconds: 30, longestOpenSeconds: 600 } }],
  ['waits from a list', { retry: { ...SETTINGS.retry, delaysSeconds: [5, 300] } }],
  ['destinations', { destinations: { onSuccess: 'arn:aws:sqs:eu-west-1:1:q', onFailure: 'arn:aws:lambda:eu-west-1:1:function:f', atLeastOnce: true, includeBody: false } }],
  ['a route with a window of its own', { routes: { '/': { idempotencyWindowSeconds: 3_600, onExhausted: 'block' } } }],
])('%s is taken as it is written', (_, given) => {
  expect(read(given)).toMatchObject(given);
});

test.each<[string, object, string]>([
  ['a kind of target that there is not', { target: { ...HTTP, kind: 'ftp' } }, 'target.kind is "ftp"; allowed is one of http, lambda, eventBridge, stepFunctions, sqs, sns'],
  ['a target without an address', { target: { kind: 'sns', ...COMMON } }, 'target.topicArn is absent'],
  ['a header without a value', { target: { ...HTTP, headers: [['X-Tenant']] } }, 'target.headers'],
  ['headers that are no list', { target: { ...HTTP, headers: { 'X-Tenant': 'a' } } }, 'target.headers'],
  ['a header that is no text', { target: { ...HTTP, headers: [['X-Tenant', 1]] } }, 'target.headers'],
  ['a header that is no pair', { target: { ...HTTP, headers: ['X-Tenant'] } }, 'target.headers'],
  ['a header that cannot be sent', { target: { ...HTTP, headers: [['X-Tenant', 'a\nb']] } }, 'target.headers'],
  ['a token endpoint without TLS', { target: { ...HTTP, authentication: { kind: 'oauth2', tokenUrl: 'http://login.example/' } } }, 'target.authentication.tokenUrl is an http: URL'],
  ['a token endpoint that is no URL', { target: { ...HTTP, authentication: { kind: 'oauth2', tokenUrl: 'login' } } }, 'target.authentication.tokenUrl'],
  ['statuses that are no numbers', { target: { ...HTTP, retryStatuses: ['404'] } }, 'target.retryStatuses'],
  ['a pace that is no time', { pace: { gapMillis: 0 } }, 'pace.gapMillis is 0'],
  ['a circuit breaker without a time', { circuitBreaker: { failuresInARow: 10, firstOpenSeconds: 30 } }, 'circuitBreaker.longestOpenSeconds is absent'],
  ['an empty list of waits', { retry: { ...SETTINGS.retry, delaysSeconds: [] } }, 'retry.delaysSeconds is []'],
  ['a destination that takes nothing', { destinations: { onSuccess: 'arn:aws:s3:::bucket' } }, 'destinations.onSuccess'],
  ['an action that there is not', { onExhausted: 'forget' }, 'onExhausted is "forget"; allowed is park, deadLetter, block or discard, or absent'],
  ['a window that is no time', { routes: { '/': { idempotencyWindowSeconds: -1 } } }, 'routes["/"].idempotencyWindowSeconds is -1'],
])('%s is refused in words', (_, given, words) => {
  expect(() => read(given)).toThrow(words);
});
