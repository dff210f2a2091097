import type { AcceptedWebhook } from './ledger';
import { excusable, violation, type Observations, type Violation } from './observations';

export function lost({ sent, ledger: { accepted, backend }, inQueue, deadLettered }: Observations): Violation[] {
  const delivered = new Set(backend.filter(({ kind }) => kind === 'success').map(({ messageId }) => messageId));
  const counts: Array<[number, string]> = [
    [sent - accepted.length, 'webhooks were not accepted'],
    [inQueue, 'webhooks are left on the queue'],
    [deadLettered, 'webhooks are in the dead-letter queue'],
  ];
  return [
    ...accepted.filter(({ messageId }) => !delivered.has(messageId)).map(({ messageId }) => violation('lost', 'never answered 2xx by the backend', messageId)),
    ...counts.filter(([count]) => count !== 0).map(([count, text]) => violation('lost', `${count} ${text}`)),
  ];
}

/** Within its group a request may be for the first webhook that is not delivered yet, or repeat one that is. */
export function outOfOrder({ ledger: { accepted, backend } }: Observations): Violation[] {
  const turns = turnsOf(accepted);
  const undelivered = new Map<string, number>();
  const delivered = new Set<string>();
  const violations: Violation[] = [];
  for (const { kind, messageId, group } of backend) {
    const next = undelivered.get(group) ?? 0;
    const turn = turns.get(messageId)?.turn ?? 0;
    if (kind === 'request') {
      if (turn > next) violations.push(violation('outOfOrder', `requested as number ${turn} of ${group}, whose number ${next} was not delivered`, messageId));
    } else {
      delivered.add(messageId);
      undelivered.set(group, advance(next, turns.get(messageId)?.order ?? [], delivered));
    }
  }
  return violations;
}

interface Turn {
  /** Message ids of the group in the order of acceptance. */
  readonly order: readonly string[];
  readonly turn: number;
}

function turnsOf(accepted: readonly AcceptedWebhook[]): Map<string, Turn> {
  const sorted = [...accepted].sort((a, b) => a.sequenceNumber.localeCompare(b.sequenceNumber));
  const orders = new Map<string, string[]>();
  for (const { group, messageId } of sorted) orders.set(group, [...orders.get(group) ?? [], messageId]);
  return new Map([...orders.values()].flatMap(order => order.map((messageId, turn) => [messageId, { order, turn }] as const)));
}

function advance(from: number, order: readonly string[], delivered: ReadonlySet<string>): number {
  let next = from;
  while (next < order.length && delivered.has(order[next])) next += 1;
  return next;
}

export function overLimit({ ledger: { backend }, concurrencyLimit, highestConcurrency }: Observations): Violation[] {
  const over = backend.filter(({ kind, concurrency }) => kind === 'request' && concurrency > concurrencyLimit);
  const reached = highestConcurrency > concurrencyLimit && over.length === 0 ? [violation('overLimit', `${highestConcurrency} requests at once`)] : [];
  return [...over.map(({ messageId, concurrency }) => violation('overLimit', `one of ${concurrency} requests at once`, messageId)), ...reached];
}

export function needless({ ledger: { backend } }: Observations): Violation[] {
  return backend.filter(({ kind, afterLoggedDelivery }) => kind === 'request' && afterLoggedDelivery)
    .map(({ messageId }) => excusable('needless', 'requested again although the log had its delivery', messageId));
}

/** Each kill, and nothing else, ends an invocation. */
export function crashed({ ledger: { kills }, outcomes }: Observations): Violation[] {
  const killed = new Set(kills.map(({ requestId }) => requestId));
  return [...outcomes].flatMap(([requestId, outcome]) => {
    const ended = outcome !== 'succeeded' && outcome !== 'partly failed';
    return ended === killed.has(requestId) ? [] : [violation('crashed', `invocation ${requestId} ${outcome}, ${ended ? 'not killed' : 'although killed'}`)];
  });
}
