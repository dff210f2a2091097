import Table from 'cli-table3';
import { brokenPromises, type DemoResult } from './result';

/** The result as a person reads it. */
export function formatResult(result: DemoResult): string {
  const table = new Table({ colAligns: ['left', 'right', 'left'], style: { head: [], border: [] } });
  const mark = (kept: boolean) => kept ? '✔' : '✘';
  table.push(
    ['accepted (answered 2xx)', result.accepted, mark(result.accepted === result.sent)],
    ['delivered', result.delivered, mark(result.delivered === result.accepted)],
    ['attempts, each of them logged', result.attempts, mark(result.unlogged === 0)],
    ['of these, retries after a failure', result.retries, mark(result.retries > 0)],
    ['most requests at once, of the allowed', `${result.maxConcurrency} of ${result.concurrencyLimit}`, mark(result.maxConcurrency <= result.concurrencyLimit)],
    ['order violations', result.orderViolations, mark(result.orderViolations === 0)],
    ['signature failures', result.signatureFailures, mark(result.signatureFailures === 0)],
    ['lost', result.lost, mark(result.lost === 0)],
    ['from acceptance to delivery, median', `${result.p50Ms} ms`, ''],
    ['from acceptance to delivery, 99th percentile', `${result.p99Ms} ms`, ''],
  );
  return [table.toString(), accounting(result), verdict(result)].join('\n');
}

function accounting({ accepted, delivered, deadLettered, inFlight, seconds }: DemoResult): string {
  return `accounted for: ${accepted} accepted = ${delivered} delivered + ${deadLettered} dead-lettered + ${inFlight} in flight, in ${seconds} s`;
}

function verdict(result: DemoResult): string {
  const broken = brokenPromises(result);
  return broken.length === 0 ? 'Every promise was kept.' : `Broken: ${broken.join('; ')}.`;
}
