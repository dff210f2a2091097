import { check } from './kill/check';
import { Ledger, type AnnouncedAttempt, type BackendEvent } from './kill/ledger';
import type { Observations, ViolationKind } from './kill/observations';
import { FAILURES, KILL_POINTS, fateOf } from './kill/plan';
import { formatResult } from './kill/print-result';
import { isKept, resultOf } from './kill/result';
import type { StoredAttempt, StoredHead } from './support/observe';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Plant = (seen: Mutable<Observations>) => void;

/**
 * Two webhooks of one group. The first was delivered, but the forwarder was killed before it logged that, and then delivered again; the
 * second came after it.
 */
function goodRun(): Mutable<Observations> {
  const attempts = [storedAttempt('m1', 'A#1', 'UNKNOWN', 'r1'), storedAttempt('m1', 'A#2', 'DELIVERED', 'r2'), storedAttempt('m2', 'A#3', 'DELIVERED', 'r2')];
  return {
    sent: 2,
    ledger: {
      // As events may be told out of order, it is the sequence numbers that count.
      accepted: [{ messageId: 'm2', group: 'g', sequenceNumber: '11' }, { messageId: 'm1', group: 'g', sequenceNumber: '10' }],
      attempts: [announced('m1', 'A#1', 'r1', false), announced('m1', 'A#2', 'r2'), announced('m2', 'A#3', 'r2')],
      backend: [...exchange('m1', 'A#1'), ...exchange('m1', 'A#2'), ...exchange('m2', 'A#3')],
      kills: [{ requestId: 'r1', messageId: 'm1', point: 'beforeResult' }],
      fallbacks: [],
    },
    concurrencyLimit: 2,
    highestConcurrency: 2,
    attempts,
    heads: [head('m1', 1)],
    outcomes: new Map([['r1', 'crashed'], ['r2', 'succeeded']]),
    inQueue: 0,
    deadLettered: 0,
  };
}

function storedAttempt(messageId: string, sk: string, status: StoredAttempt['status'], lambdaRequestId: string): StoredAttempt {
  return {
    pk: `M#${messageId}`,
    sk,
    messageId,
    status,
    lambdaRequestId,
    outcomeUnknown: status === 'UNKNOWN',
    gpk: 'G#g',
    ...status !== 'DELIVERED' && { spk: `S#${status}` },
    group: 'g',
    route: '/',
    startedAt: '',
    receiveCount: 1,
    method: 'POST',
    path: '/1',
    bodyBytes: 0,
    bodySha256: '',
    receivedAt: '',
    ttl: 0,
  };
}

function head(messageId: string, attempts: number): StoredHead {
  return { pk: `M#${messageId}`, sk: 'H', messageId, attempts, state: 'DELIVERED', group: 'g', route: '/', countedAttempt: '', firstFailedAt: '', updatedAt: '', ttl: 0 };
}

function announced(messageId: string, sortKey: string, requestId: string, endStored = true): AnnouncedAttempt {
  return { messageId, sortKey, startedAt: '', requestId, fate: { latencyMillis: 0 }, startStored: true, startConfirmed: true, endStored };
}

function exchange(messageId: string, attempt: string): BackendEvent[] {
  const event = { at: '', messageId, attempt, group: 'g', concurrency: 1, afterLoggedDelivery: false, hasty: false };
  return [{ ...event, kind: 'request' }, { ...event, kind: 'success' }];
}

const ledgerWith = (seen: Observations, change: Partial<Observations['ledger']>): Observations['ledger'] => ({ ...seen.ledger, ...change });
const kindsOf = (seen: Observations): ViolationKind[] => [...new Set(check(seen).map(({ kind }) => kind))];

test('a run in which a killed attempt is repeated breaks nothing', () => {
  const seen = goodRun();
  expect(check(seen)).toEqual([]);
  const result = resultOf({ webhooks: 2, groups: 1, seed: 1, seconds: 1 }, seen, []);
  expect(isKept(result)).toBe(true);
  expect(result).toMatchObject({ attempts: 3, unknown: 1, repeats: 1, kills: { beforeResult: 1, beforeStart: 0 } });
});

describe.each<[ViolationKind, string, Plant, ViolationKind?]>([
  ['lost', 'a webhook that the door did not accept', seen => { seen.sent = 3; }],
  ['lost', 'a webhook that is left on the queue', seen => { seen.inQueue = 1; }],
  ['lost', 'a webhook that is dead-lettered', seen => { seen.deadLettered = 1; }],
  ['lost', 'a webhook that the backend never answered 2xx', seen => {
    seen.ledger = ledgerWith(seen, { backend: [...exchange('m1', 'A#1'), ...exchange('m1', 'A#2'), exchange('m2', 'A#3')[0]] });
  }, 'mislogged'],
  ['outOfOrder', 'a webhook that overtook', seen => { seen.ledger = ledgerWith(seen, { backend: [...exchange('m2', 'A#3'), ...exchange('m1', 'A#2')] }); }],
  ['outOfOrder', 'a request while the one before is under way', seen => {
    const [first] = exchange('m1', 'A#2');
    seen.ledger = ledgerWith(seen, { backend: [first, ...exchange('m2', 'A#3'), ...exchange('m1', 'A#2')] });
  }],
  ['overLimit', 'a request beyond the limit', seen => {
    seen.ledger = ledgerWith(seen, { backend: seen.ledger.backend.map(event => ({ ...event, concurrency: 3 })) });
  }],
  ['overLimit', 'more requests at once than any of them saw', seen => { seen.highestConcurrency = 3; }],
  ['unlogged', 'a request of an attempt that is not in the log', seen => {
    seen.ledger = ledgerWith(seen, { backend: [...seen.ledger.backend, { ...exchange('m2', 'A#4')[0] }] });
  }],
  ['unlogged', 'a request of an attempt that nothing announced', seen => {
    seen.ledger = ledgerWith(seen, { backend: [...seen.ledger.backend, { ...exchange('m2', 'A#3')[0], attempt: undefined }] });
  }],
  ['unlogged', 'a delivery that is not in the log', seen => { seen.attempts = seen.attempts.filter(({ messageId }) => messageId !== 'm2'); }],
  ['mislogged', 'a delivery that the backend did not confirm', seen => {
    seen.ledger = ledgerWith(seen, { backend: [...exchange('m1', 'A#1'), exchange('m1', 'A#2')[0], ...exchange('m2', 'A#3')] });
  }],
  ['mislogged', 'a success that is logged as a failure', seen => {
    seen.attempts = [...seen.attempts.slice(0, 2), storedAttempt('m2', 'A#3', 'RETRY', 'r2'), storedAttempt('m2', 'A#5', 'DELIVERED', 'r2')];
    seen.ledger = ledgerWith(seen, { backend: [...seen.ledger.backend, ...exchange('m2', 'A#5')] });
    seen.heads = [...seen.heads, head('m2', 1)];
  }],
  ['mislogged', 'an attempt that is still shown as started', seen => {
    seen.attempts = [storedAttempt('m1', 'A#1', 'STARTED', 'r1'), ...seen.attempts.slice(1)];
  }],
  ['mislogged', 'an unknown attempt whose end was logged', seen => { seen.ledger = ledgerWith(seen, { attempts: [announced('m1', 'A#1', 'r1')] }); }],
  ['mislogged', 'an unknown attempt that nobody killed', seen => {
    seen.ledger = ledgerWith(seen, { kills: [] });
    seen.outcomes = new Map();
  }],
  ['mislogged', 'a failed webhook without a head', seen => { seen.heads = []; }],
  ['mislogged', 'a head that is still failing', seen => { seen.heads = [{ ...head('m1', 1), state: 'FAILING' }]; }],
  ['mislogged', 'a delivered webhook in the work list', seen => { seen.heads = [{ ...head('m1', 1), spk: 'H#FAILING#0' }]; }],
  ['mislogged', 'a head that counts too few attempts', seen => { seen.heads = [head('m1', 0)]; }],
  ['mislogged', 'a head that counts too many attempts', seen => { seen.heads = [head('m1', 3)]; }],
  ['mislogged', 'a delivered attempt in the work list', seen => {
    seen.attempts = seen.attempts.map(attempt => ({ ...attempt, spk: 'S#' }));
  }],
  ['mislogged', 'an unknown attempt that is not in the work list', seen => {
    seen.attempts = seen.attempts.map(({ spk: _, ...attempt }) => attempt);
  }],
  ['mislogged', 'an attempt that is not in the index of groups', seen => {
    seen.attempts = seen.attempts.map(({ gpk: _, ...attempt }) => attempt);
  }],
  ['needless', 'a repeat although the log had the delivery', seen => {
    seen.ledger = ledgerWith(seen, { backend: [...seen.ledger.backend, { ...exchange('m2', 'A#3')[0], afterLoggedDelivery: true }] });
  }],
  ['unlogged', 'a forwarder that does not wait for the log', seen => {
    seen.ledger = ledgerWith(seen, { backend: seen.ledger.backend.map(event => ({ ...event, hasty: true })) });
  }],
  ['crashed', 'an invocation that ended by itself', seen => { seen.outcomes = new Map([...seen.outcomes, ['r3', 'timed out']]); }],
  ['crashed', 'a kill that ended nothing', seen => { seen.outcomes = new Map([['r1', 'succeeded'], ['r2', 'succeeded']]); }],
])('%s', (kind, what, plant, follows) => {
  test(`is found: ${what}`, () => {
    const seen = goodRun();
    plant(seen);
    expect(kindsOf(seen)).toEqual([kind, follows].filter(Boolean));
    const result = resultOf({ webhooks: 2, groups: 1, seed: 77, seconds: 1 }, seen, check(seen));
    expect(isKept(result)).toBe(false);
    expect(formatResult(result)).toContain('seed 77');
  });
});

describe('a log that was slower than the forwarder waits for it', () => {
  const startedForEver: Plant = seen => { seen.attempts = [storedAttempt('m1', 'A#1', 'STARTED', 'r1'), ...seen.attempts.slice(1)]; };
  const manyRequests = Array.from({ length: 20 }, () => exchange('m2', 'A#3')).flat();

  test('excuses as much as it was slow', () => {
    const seen = goodRun();
    startedForEver(seen);
    seen.heads = [];
    seen.ledger = ledgerWith(seen, { fallbacks: [storedAttempt('m2', 'A#3', 'DELIVERED', 'r2')], backend: [...seen.ledger.backend, { ...exchange('m2', 'A#3')[0], hasty: true }, ...manyRequests] });
    expect(kindsOf(seen)).toEqual([]);
  });

  test('excuses no more', () => {
    const seen = goodRun();
    seen.heads = [];
    expect(kindsOf(seen)).toEqual(['mislogged']);
  });

  test('excuses no lost delivery', () => {
    const seen = goodRun();
    seen.inQueue = 1;
    seen.ledger = ledgerWith(seen, { fallbacks: [storedAttempt('m2', 'A#3', 'DELIVERED', 'r2')] });
    expect(kindsOf(seen)).toEqual(['lost']);
  });
});

test('what is broken is shown with all that was seen of the webhook', () => {
  const seen = goodRun();
  seen.heads = [];
  const { traces } = resultOf({ webhooks: 2, groups: 1, seed: 1, seconds: 1 }, seen, check(seen));
  expect(traces).toEqual([[
    'mislogged: no head, although an attempt failed',
    'webhook m1 of g, sequence number 10',
    '  announced A#1: backend well, killed beforeResult; start stored, end lost',
    '  announced A#2: backend well; start stored, end stored',
    '  backend: request of A#1, 1 at once',
    '  backend: success of A#1, 1 at once',
    '  backend: request of A#2, 1 at once',
    '  backend: success of A#2, 1 at once',
    '  logged A#1: UNKNOWN',
    '  logged A#2: DELIVERED',
    '  no head',
  ].join('\n')]);
});

describe('a request that came before its attempt was announced', () => {
  const attempt = { ...announced('m1', 'A#2', 'r2'), startedAt: '2026-01-01T00:00:02.000Z' };
  const requestAt = (at: string): BackendEvent => ({ ...exchange('m1', 'A#2')[0], attempt: undefined, at });

  test.each<[string, string, string | undefined]>([
    ['belongs to it', '2026-01-01T00:00:02.001Z', 'A#2'],
    ['belongs to an earlier one that was never announced, if it came before this one began', '2026-01-01T00:00:01.000Z', undefined],
  ])('%s', (_what, at, expected) => {
    const ledger = new Ledger();
    ledger.happened(requestAt(at));
    ledger.announce(attempt);
    expect(ledger.backend.map(event => event.attempt)).toEqual([expected]);
  });
});

test('the plan of what goes wrong is the same for a seed, and has all of it', () => {
  const plan = (seed: number) => Array.from({ length: 2_000 }, (_, webhook) => fateOf(seed, webhook, 1));
  expect(plan(1)).toEqual(plan(1));
  expect(plan(1)).not.toEqual(plan(2));
  expect(new Set(plan(1).map(({ kill }) => kill))).toEqual(new Set([undefined, ...Object.keys(KILL_POINTS)]));
  expect(new Set(plan(1).map(({ failure }) => failure))).toEqual(new Set([undefined, ...Object.keys(FAILURES)]));
});
