import { jsonReporter, textReporter } from '../../../cli/commands/local-report';
import { LocalEvents } from '../../../cli/local/events';
import type { LocalStack } from '../../../cli/local/stack';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const TIME = '\\d\\d:\\d\\d:\\d\\d\\.678';

const accepted = {
  buffer: 'Shop/Orders',
  messageId: 'm-1',
  group: 'g',
  sequenceNumber: '1',
  at: AT,
  method: 'POST',
  path: '/prod/a',
  query: 'key=k',
  headers: [['Authorization', 'secret']] as Array<[string, string]>,
  body: Buffer.from('secret'),
};
const refused = { buffer: 'Shop/Orders', at: AT, method: 'GET', path: '/prod/', query: 'key=k', status: 403, error: 'Missing Authentication Token' };
const attempt = {
  buffer: 'Shop/Orders', messageId: 'm-1', group: 'g', route: '/', status: 'RETRY', attempt: 2, startedAt: new Date(AT).toISOString(), durationMillis: 7,
};
const invocation = { buffer: 'Shop/Orders', at: AT, requestId: 'r', records: 3, durationMillis: 9, outcome: 'timed out' as const, error: 'Task timed out after 1.00 seconds' };
const problem = { buffer: 'Shop/Orders', at: AT, message: 'Cannot receive' };
const log = { buffer: 'Shop/Orders', at: AT, stream: 'stderr' as const, line: 'printed' };

const buffer = {
  name: 'Shop/Orders',
  urls: ['http://127.0.0.1:1/prod/', 'http://127.0.0.1:1/prod/github'],
  apiKeys: [] as string[],
  functionDoorUrls: ['http://127.0.0.1:1/prod/github'],
  generatedSecrets: [{ id: 'arn', name: 'Shop/GitHub', value: 'random', generated: true }],
  targetUrl: 'http://127.0.0.1:2/hooks',
  templateTargetUrl: 'http://127.0.0.1:2/hooks',
  standIns: ['queue orders is on the local SQS'],
  notEmulated: ['TimeToLiveSpecification', 'TimeToLiveSpecification'],
};
const stack = { buffers: [buffer], typesNotRun: ['AWS::IAM::Role'], consoleUrl: 'http://127.0.0.1:3/' } as unknown as LocalStack;

function outputOf(use: (output: { write(text: string): void }) => void): string {
  let text = '';
  use({
    write: chunk => {
      text += chunk;
    },
  });
  return text;
}

/** What the text reporter prints when an event happens. */
function textOf(emit: (events: LocalEvents) => void, verbose = false): string {
  return outputOf(output => {
    const events = new LocalEvents();
    textReporter(output, { write: text => output.write(`stderr: ${text}`) }).watch(events, verbose);
    emit(events);
  });
}

function jsonOf(emit: (events: LocalEvents) => void, verbose = false): unknown[] {
  const text = outputOf(output => {
    const events = new LocalEvents();
    jsonReporter(output).watch(events, verbose);
    emit(events);
  });
  return text.split('\n').filter(line => line !== '').map(line => JSON.parse(line) as unknown);
}

describe('for people', () => {
  test.each<[string, (events: LocalEvents) => void, string]>([
    ['a webhook that was accepted', events => events.emit('accepted', accepted), `${TIME}  accepted   Shop/Orders  POST /prod/a  group g  m-1\n`],
    ['a request that was refused', events => events.emit('refused', refused), `${TIME}  refused    Shop/Orders  GET /prod/  403  Missing Authentication Token\n`],
    ['an attempt with an answer', events => events.emit('attempt', { ...attempt, status: 'DELIVERED', httpStatus: 200 }), `${TIME}  delivered  Shop/Orders  attempt 2  200 in 7 ms  group g  m-1\n`],
    ['an attempt without one', events => events.emit('attempt', { ...attempt, errorCode: 'ECONNREFUSED', retryAt: new Date(AT + 1000).toISOString() }), `${TIME}  retry      Shop/Orders  attempt 2  ECONNREFUSED in 7 ms  next at ${TIME}  group g  m-1\n`],
    ['an invocation that failed', events => events.emit('invocation', invocation), `${TIME}  timed out  Shop/Orders  forwarder with 3 webhooks  Task timed out after 1\\.00 seconds\n`],
    ['an invocation that went well', events => events.emit('invocation', { ...invocation, outcome: 'succeeded', error: undefined }), ''],
    ['a problem', events => events.emit('problem', problem), `stderr: ${TIME}  problem    Shop/Orders  Cannot receive\n`],
    ['what a forwarder printed', events => events.emit('log', log), ''],
  ])('%s', (_, emit, expected) => {
    expect(textOf(emit)).toMatch(new RegExp(`^${expected}$`));
  });

  test('what a forwarder printed, on request', () => {
    expect(textOf(events => events.emit('log', log), true)).toMatch(new RegExp(`^${TIME}  log        Shop/Orders  printed\n$`));
  });

  test('what a sender chose is no command to the terminal', () => {
    const text = textOf(events => events.emit('accepted', { ...accepted, path: '/\u001b[2J\u009b\r\nfake line\u0007', group: '\u0000' }));
    expect(text).toMatch(/^[^\p{Cc}]*\n$/u);
  });

  test('a target on this machine is not in place of another', () => {
    const text = outputOf(output => textReporter(output, output).started(stack));
    expect(text).toContain('  door    http://127.0.0.1:1/prod/\n  door    http://127.0.0.1:1/prod/github by the function door\n  secret  Shop/GitHub=random generated; --secret gives another\n  target  http://127.0.0.1:2/hooks\n          queue orders is on the local SQS\n  try ');
    expect(text).toMatch(/^Console: http:\/\/127\.0\.0\.1:3\/$/m);
    expect(text).toMatch(/^Not emulated: IAM permissions, [^\n]*, TimeToLiveSpecification$/m);
    expect(text).toMatch(/^Not run: AWS::IAM::Role$/m);
  });

  test('a door that asks for a key is shown with one', () => {
    const guarded = { ...stack, buffers: [{ ...buffer, apiKeys: ['first-key', 'second-key'] }] } as unknown as LocalStack;
    const text = outputOf(output => textReporter(output, output).started(guarded));
    expect(text).toContain('  key     first-key\n  key     second-key\n');
    expect(text).toContain("curl -i -H 'x-api-key: first-key' -H 'Content-Type");
  });

  test('the command to try fills in what the path leaves open', () => {
    const parameters = { ...stack, buffers: [{ ...buffer, urls: ['http://127.0.0.1:1/prod/shops/{shop}/orders/{order}'] }] } as unknown as LocalStack;
    const text = outputOf(output => textReporter(output, output).started(parameters));
    expect(text).toMatch(/try .* http:\/\/127\.0\.0\.1:1\/prod\/shops\/1\/orders\/1\n/);
  });

  test.each([
    [0, 'Stopped; the queues are empty.\n'],
    [2, 'Stopped; webhooks left on the queues, and lost now: 2\n'],
  ])('the end, with %s left', (left, expected) => {
    expect(outputOf(output => textReporter(output, output).stopped(left))).toBe(expected);
  });

  test('what takes its time is announced', () => {
    expect(outputOf(output => {
      const reporter = textReporter(output, output);
      reporter.synthesizing('node app.js');
      reporter.stopping();
    })).toBe('Synthesizing: node app.js\n\nStopping: no more webhooks are taken, and those on the queues are delivered for up to 10 seconds. Press Ctrl-C again to stop at once.\n');
  });
});

describe('for programs', () => {
  test('an accepted webhook, without what it holds', () => {
    expect(jsonOf(events => events.emit('accepted', accepted))).toEqual([{
      event: 'accepted', buffer: 'Shop/Orders', messageId: 'm-1', group: 'g', sequenceNumber: '1', at: AT, method: 'POST', path: '/prod/a', bodyBytes: 6,
    }]);
  });

  test.each<[string, object, (events: LocalEvents) => void]>([
    ['refused', { ...refused, query: undefined }, events => events.emit('refused', refused)],
    ['attempt', attempt, events => events.emit('attempt', attempt)],
    ['invocation', invocation, events => events.emit('invocation', invocation)],
    ['problem', problem, events => events.emit('problem', problem)],
  ])('the event %s as it is', (event, fields, emit) => {
    expect(jsonOf(emit)).toEqual([{ event, ...fields }]);
  });

  test('what a forwarder printed, on request only', () => {
    expect(jsonOf(events => events.emit('log', log))).toEqual([]);
    expect(jsonOf(events => events.emit('log', log), true)).toEqual([{ event: 'log', ...log }]);
  });

  test('each step of the program', () => {
    const text = outputOf(output => {
      const reporter = jsonReporter(output);
      reporter.synthesizing('node app.js');
      reporter.started(stack);
      reporter.stopping();
      reporter.stopped(1);
    });
    expect(text.trim().split('\n').map(line => JSON.parse(line) as unknown)).toEqual([
      { event: 'synthesizing', command: 'node app.js' },
      {
        event: 'started',
        buffers: [expect.objectContaining({ name: 'Shop/Orders', url: 'http://127.0.0.1:1/prod/', generatedSecrets: { 'Shop/GitHub': 'random' } })],
        consoleUrl: 'http://127.0.0.1:3/',
        notEmulated: expect.arrayContaining(['TimeToLiveSpecification']),
        typesNotRun: ['AWS::IAM::Role'],
      },
      { event: 'stopping' },
      { event: 'stopped', left: 1 },
    ]);
  });
});
