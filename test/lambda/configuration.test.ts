import { BODY_HEX } from './signatures/support/schemes';
import { readEnvironment } from '../../lambda/forwarder/configuration';
import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration } from '../../src/contract/forwarder-configuration';

const configuration: ForwarderConfiguration = {
  buffer: 'Orders',
  fifo: true,
  groupsInParallel: 2,
  target: { kind: 'http', url: 'https://backend.example/hooks', allowHttp: false, connectTimeoutMillis: 3_000, firstByteTimeoutMillis: 15_000, totalTimeoutMillis: 20_000, forwardHeaders: ['cookie'] },
  retry: { initialDelaySeconds: 5, maxDelaySeconds: 3_600, maxAgeSeconds: 259_200 },
  attemptLog: { retentionSeconds: 2_592_000 },
  routes: { '/': {}, '/github': { retry: { initialDelaySeconds: 5, maxDelaySeconds: 60, maxAgeSeconds: 3_600, maxAttempts: 3 } } },
};

const variables = (json = JSON.stringify(configuration)) => ({
  [FORWARDER_ENVIRONMENT.CONFIGURATION]: json,
  [FORWARDER_ENVIRONMENT.QUEUE_URL]: 'https://sqs.example/1/queue.fifo',
  [FORWARDER_ENVIRONMENT.DEAD_LETTER_QUEUE_URL]: 'https://sqs.example/1/dead.fifo',
  [FORWARDER_ENVIRONMENT.ATTEMPT_TABLE]: 'attempts',
});

/** The configuration with one of its values replaced. */
function changed(path: string, value: unknown): string {
  const copy = JSON.parse(JSON.stringify(configuration)) as Record<string, unknown>;
  const names = path.split('.');
  const parent = names.slice(0, -1).reduce<Record<string, unknown>>((object, name) => object[name] as Record<string, unknown>, copy);
  parent[names[names.length - 1]] = value;
  return JSON.stringify(copy);
}

describe('the environment', () => {
  it('is what the construct writes', () => {
    expect(readEnvironment(variables())).toEqual({
      configuration, queueUrl: 'https://sqs.example/1/queue.fifo', deadLetterQueueUrl: 'https://sqs.example/1/dead.fifo', attemptTable: 'attempts',
    });
  });

  const { BODY_BUCKET, QUARANTINE_QUEUE_URL, PARKING_QUEUE_URL, ...required } = FORWARDER_ENVIRONMENT;

  it.each([['onExhausted', 'park'], ['routes./github.onExhausted', 'park']])('has a parking queue where %s is %s', (path, value) => {
    const given = variables(changed(path, value));
    expect(readEnvironment({ ...given, [PARKING_QUEUE_URL]: 'https://sqs.example/1/parking.fifo' }).parkingQueueUrl).toBe('https://sqs.example/1/parking.fifo');
    expect(() => readEnvironment(given)).toThrow(`environment variable ${PARKING_QUEUE_URL} is not set`);
  });

  it('has a bucket for bodies only where there is a function door', () => {
    expect(readEnvironment(variables()).bodyBucket).toBeUndefined();
    expect(readEnvironment({ ...variables(), [BODY_BUCKET]: 'bodies' }).bodyBucket).toBe('bodies');
  });

  it('has a quarantine where signatures are checked', () => {
    const source = { name: 'github', signature: BODY_HEX, secrets: [{ from: 'secretsManager', id: 'github' }] };
    const checking = variables(JSON.stringify({ ...configuration, routes: { '/': { source } } }));
    expect(() => readEnvironment(checking)).toThrow(`environment variable ${QUARANTINE_QUEUE_URL} is not set`);
    expect(readEnvironment({ ...checking, [QUARANTINE_QUEUE_URL]: 'https://sqs.example/1/quarantine.fifo' }).quarantineQueueUrl).toBe('https://sqs.example/1/quarantine.fifo');
    expect(() => readEnvironment(variables(JSON.stringify({ ...configuration, routes: { '/': { source: { ...source, secrets: [] } } } }))))
      .toThrow('WEBHOOK_BUFFER_CONFIGURATION: routes["/"].source.secrets is []; allowed is a list that is not empty');
  });

  it.each(Object.values(required))('without %s is refused', name => {
    expect(() => readEnvironment({ ...variables(), [name]: undefined })).toThrow(`environment variable ${name} is not set`);
    expect(() => readEnvironment({ ...variables(), [name]: '' })).toThrow(`environment variable ${name} is not set`);
  });

  it('with a configuration that is no JSON is refused, and the text not shown', () => {
    expect(() => readEnvironment(variables('{hunter2'))).toThrow(new Error('environment variable WEBHOOK_BUFFER_CONFIGURATION is no JSON'));
  });

  it.each([
    ['buffer', ''], ['buffer', 7], ['fifo', 'yes'], ['groupsInParallel', 0], ['groupsInParallel', 1.5], ['target', null], ['target.kind', 'ftp'],
    ['target.url', 'backend.example'], ['target.url', 'ftp://backend.example'], ['target.url', 'https://backend.example/?a=b'], ['target.url', 'https://backend.example/#a'], ['target.url', 17],
    ['target.connectTimeoutMillis', 0], ['target.firstByteTimeoutMillis', '5'], ['target.totalTimeoutMillis', -1], ['target.forwardHeaders', 'cookie'], ['target.forwardHeaders', [1]],
    ['retry', undefined], ['retry.initialDelaySeconds', 0], ['retry.maxDelaySeconds', null], ['retry.maxAgeSeconds', 'long'], ['retry.maxAttempts', 0], ['retry.delaysSeconds', []], ['retry.delaysSeconds', [5, 0]], ['retry.delaysSeconds', 5], ['pace', 5], ['pace', { gapMillis: 0 }],
    ['target.retryStatuses', 422], ['target.permanentStatuses', ['503']], ['attemptLog', {}], ['routes', null],
  ])('with %s as %p is refused', (path, value) => {
    expect(() => readEnvironment(variables(changed(path, value)))).toThrow(new RegExp(`^WEBHOOK_BUFFER_CONFIGURATION: ${path}.* is .*; allowed is `));
  });

  it.each(['null', '17', '[]'])('with %s for a configuration is refused', json => {
    expect(() => readEnvironment(variables(json))).toThrow('WEBHOOK_BUFFER_CONFIGURATION: buffer is absent; allowed is a string that is not empty');
  });

  it.each(['lambda', 'eventBridge', 'stepFunctions', 'sqs', 'sns'])('with a target of kind %s that names none is refused', kind => {
    const json = changed('target', { kind, totalTimeoutMillis: 1, forwardHeaders: [] });
    expect(() => readEnvironment(variables(json))).toThrow(/^WEBHOOK_BUFFER_CONFIGURATION: target\.\w+(Arn|Url) is absent; allowed is a string that is not empty$/);
  });

  it('with a route that has an impossible setting is refused, and the route named', () => {
    const json = JSON.stringify({ ...configuration, routes: { '/github': { retry: { ...configuration.retry, maxAttempts: 0 } } } });
    expect(() => readEnvironment(variables(json))).toThrow('WEBHOOK_BUFFER_CONFIGURATION: routes["/github"].retry.maxAttempts is 0; allowed is a whole number above zero, or absent');
  });

  it('with a target that is not https, as a token may turn out at deployment, is refused unless that is allowed', () => {
    const json = changed('target.url', 'http://backend.example/');
    expect(() => readEnvironment(variables(json))).toThrow('target.url is an http: URL; allowed is https:, and http: only with allowHttp');
    const { configuration: read } = readEnvironment(variables(json.replace('"allowHttp":false', '"allowHttp":true')));
    expect(read.target).toMatchObject({ url: 'http://backend.example/' });
  });

  it('with credentials in the target\'s URL is refused, and they are not shown', () => {
    const reading = () => readEnvironment(variables(changed('target.url', 'https://user:hunter2@backend.example/')));
    expect(reading).toThrow('target.url is "https://[removed]@backend.example/"; allowed is an absolute http: or https: URL without credentials, query or fragment');
  });
});
