import { LocalEvents } from '../../../cli/local/events';
import { reportLog } from '../../../cli/local/log-reporter';

function report(line: string): { readonly logs: unknown[]; readonly attempts: unknown[]; readonly quarantined: unknown[] } {
  const events = new LocalEvents();
  const logs: unknown[] = [];
  const attempts: unknown[] = [];
  const quarantined: unknown[] = [];
  events.on('log', event => logs.push(event));
  events.on('attempt', event => attempts.push(event));
  events.on('quarantined', event => quarantined.push(event));
  reportLog(events, { buffer: 'Shop/Orders', at: 1, stream: 'stdout', line });
  return { logs, attempts, quarantined };
}

test('each line is told', () => {
  expect(report('hello').logs).toEqual([{ buffer: 'Shop/Orders', at: 1, stream: 'stdout', line: 'hello' }]);
});

test('a line about an attempt is told as such, without what the logger adds', () => {
  const attempt = { messageId: 'm', group: 'g', route: '/', status: 'RETRY', attempt: 1, startedAt: '2026-01-01T00:00:00.000Z', durationMillis: 5, httpStatus: 503 };
  expect(report(JSON.stringify({ level: 'INFO', message: 'attempt', service: 's', ...attempt })).attempts).toEqual([{ ...attempt, buffer: 'Shop/Orders' }]);
});

test('a line about a quarantine is told as such', () => {
  const line = { messageId: 'm', group: 'g', route: '/', reason: 'signature_mismatch' };
  const { attempts, quarantined } = report(JSON.stringify({ level: 'WARN', message: 'quarantined', service: 's', ...line }));
  expect(quarantined).toEqual([{ ...line, buffer: 'Shop/Orders', at: 1 }]);
  expect(attempts).toEqual([]);
});

test.each(['hello', '{"message":"attempt"', '{"message":"other"}', '"attempt"', 'null'])('%s is no attempt', line => {
  expect(report(line).attempts).toEqual([]);
});
