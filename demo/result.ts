import type { Handled } from './order-service';
import type { SendingReport } from './senders';
import type { AcceptedEvent, AttemptEvent } from '../cli/local/events';

/** What was seen from outside: at the senders, at the door, at the backend, in the attempt log and in the queues. */
export interface Observations {
  readonly sent: number;
  readonly sending: SendingReport;
  readonly accepted: readonly AcceptedEvent[];
  readonly handled: readonly Handled[];
  readonly attempts: ReadonlyArray<Pick<AttemptEvent, 'messageId' | 'status'>>;
  readonly signatureFailures: number;
  readonly maxConcurrency: number;
  readonly concurrencyLimit: number;
  readonly inQueue: number;
  readonly deadLettered: number;
  readonly outageSeen: boolean;
  readonly seconds: number;
}

export interface DemoResult {
  readonly sent: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly attempts: number;
  readonly retries: number;
  readonly repeats: number;
  readonly lost: number;
  readonly deadLettered: number;
  readonly inFlight: number;
  readonly unlogged: number;
  readonly orderViolations: number;
  readonly signatureFailures: number;
  readonly maxConcurrency: number;
  readonly concurrencyLimit: number;
  readonly outageSeen: boolean;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly seconds: number;
}

export function resultOf(seen: Observations): DemoResult {
  const firstHandled = new Map<string, Handled>();
  for (const handled of seen.handled) if (!firstHandled.has(handled.messageId)) firstHandled.set(handled.messageId, handled);
  const logged = new Set(seen.attempts.filter(({ status }) => status === 'DELIVERED').map(({ messageId }) => messageId));
  const delivered = seen.accepted.filter(({ messageId }) => firstHandled.has(messageId));
  const latencies = delivered.map(({ messageId, at }) => (firstHandled.get(messageId)?.at ?? at) - at).sort((a, b) => a - b);
  return {
    sent: seen.sent,
    accepted: seen.sending.accepted,
    delivered: delivered.length,
    attempts: seen.attempts.length,
    retries: seen.attempts.filter(({ status }) => status === 'RETRY').length,
    repeats: seen.handled.length - firstHandled.size,
    lost: seen.sending.accepted - delivered.length - seen.deadLettered - seen.inQueue,
    deadLettered: seen.deadLettered,
    inFlight: seen.inQueue,
    unlogged: delivered.filter(({ messageId }) => !logged.has(messageId)).length,
    orderViolations: orderViolations(seen.accepted, [...firstHandled.values()]),
    signatureFailures: seen.signatureFailures,
    maxConcurrency: seen.maxConcurrency,
    concurrencyLimit: seen.concurrencyLimit,
    outageSeen: seen.outageSeen,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    seconds: seen.seconds,
  };
}

/** Webhooks that arrived after one of their group that SQS had accepted later. */
function orderViolations(accepted: readonly AcceptedEvent[], handled: readonly Handled[]): number {
  const sequence = new Map(accepted.map(({ messageId, sequenceNumber }) => [messageId, BigInt(sequenceNumber ?? 0)]));
  const latest = new Map<string, bigint>();
  let violations = 0;
  for (const { group, messageId } of handled) {
    const number = sequence.get(messageId) ?? 0n;
    if (number < (latest.get(group) ?? 0n)) violations += 1;
    else latest.set(group, number);
  }
  return violations;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** In words, or empty if every promise was kept. */
export function brokenPromises(result: DemoResult): string[] {
  const broken: Array<[boolean, string]> = [
    [result.accepted !== result.sent, `${result.sent - result.accepted} webhooks were not accepted`],
    [result.delivered !== result.accepted, `${result.accepted - result.delivered} accepted webhooks were not delivered`],
    [result.lost !== 0, `${result.lost} webhooks were lost`],
    [result.unlogged !== 0, `${result.unlogged} deliveries are not in the attempt log`],
    [result.orderViolations !== 0, `${result.orderViolations} webhooks overtook another one of their group`],
    [result.signatureFailures !== 0, `${result.signatureFailures} signatures did not verify`],
    [result.maxConcurrency > result.concurrencyLimit, `the backend saw ${result.maxConcurrency} requests at once, ${result.concurrencyLimit} are allowed`],
    [!result.outageSeen, 'the outage did not take place'],
    [result.retries === 0, 'nothing was retried'],
  ];
  return broken.filter(([isBroken]) => isBroken).map(([, words]) => words);
}
