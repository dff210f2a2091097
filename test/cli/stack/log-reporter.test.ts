import { LocalEvents } from '../../../cli/local/events';
import { reportLog } from '../../../cli/local/log-reporter';

function report(line: string): { readonly logs: unknown[]; readonly attempts: unknown[] } {
  const events = new LocalEvents();
  const logs: unknown[] = [];
  const attempts: unknown[] = [];
  events.on('log', event => logs.push(event));
  events.on('attempt', event => attempts.push(event));
  reportLog(events, { buffer: 'Shop/Orders', at: 1, stream: 'stdout', line });
  return { logs, attempts };
}

test('each line is told', () => {
  expect(report('hello').logs).toEqual([{ buffer: 'Shop/Orders', at: 1, stream: 'stdout', line: 'hello' }]);
});

test('a line about an attempt is told as such, without what the logger adds', () => {
  const attempt = { messageId: 'm', group: 'g', route: '/', status: 'RETRY', attempt: 1, startedAt: '2026-01-01T00:00:00.000Z', durationMillis: 5, httpStatus: 503 };
  expect(report(JSON.stringify({ level: 'INFO', message: 'attempt', service: 's', ...attempt })).attempts).toEqual([{ ...attempt, buffer: 'Shop/Orders' }]);
});

test.each(['hello', '{"message":"attempt"', '{"message":"other"}', '"attempt"', 'null'])('%s is no attempt', line => {
  expect(report(line).attempts).toEqual([]);
});
