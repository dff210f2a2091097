import { check } from './faults/check';
import { FAULTS, type Fault } from './faults/faults';
import { attemptKey, Ledger, type BackendRequest, type LoggedAttempt, type Place } from './faults/ledger';
import type { Observations, ViolationKind } from './faults/observations';
import { Plan, SHARES } from './faults/plan';
import { plantedIn } from './faults/planted';
import { formatResult } from './faults/print-result';
import { isKept, resultOf } from './faults/result';
import { PLANTED, routeOf, signingSecret, webhook } from './faults/webhooks';
import type { StoredAttempt, StoredHead } from './support/observe';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Groups whose webhooks are parked, dead-lettered or discarded when they are given up. */
const GROUPS = { park: 'group-0', deadLetter: 'group-10', discard: 'group-15' };

/** A run as it might have been seen. */
class Run {
  readonly ledger = new Ledger();
  readonly rows: Array<Mutable<StoredAttempt>> = [];
  readonly heads: Array<Mutable<StoredHead>> = [];
  readonly deadLettered: string[] = [];
  readonly quarantined: string[] = [];
  readonly leaks: Array<{ what: string; where: string }> = [];
  sent = 0;
  left = 0;
  highestConcurrency = 1;

  get seen(): Observations {
    const { sent, ledger, highestConcurrency, rows: attempts, heads, deadLettered, quarantined, left, leaks } = this;
    return { sent, ledger, concurrencyLimit: 2, highestConcurrency, attempts, heads, deadLettered, quarantined, left, leaks };
  }

  get kinds(): ViolationKind[] {
    return [...new Set(check(this.seen).map(({ kind }) => kind))];
  }

  accept(messageId: string, sequenceNumber: string, group = GROUPS.deadLetter): void {
    this.ledger.queued.set(messageId, { messageId, number: this.sent, group, sequenceNumber });
    this.ledger.acknowledged.push(messageId);
    this.sent += 1;
  }

  start(messageId: string, requestId: string): LoggedAttempt {
    const attempt = this.ledger.attempt(messageId, requestId, `A#${String(this.ledger.note([], '')).padStart(4, '0')}`);
    attempt.startStored = this.ledger.note([messageId], 'started');
    attempt.startConfirmed = this.ledger.note([], '');
    this.rows.push(storedAttempt(messageId, attempt.sortKey, requestId));
    return attempt;
  }

  request(messageId: string, requestId: string, fault?: Fault): BackendRequest {
    const at = this.ledger.note([messageId], 'request');
    const request: BackendRequest = { at, messageId, group: GROUPS.deadLetter, invocations: [requestId], fault, concurrency: 1 };
    this.ledger.requests.push(request);
    return request;
  }

  succeed(request: BackendRequest): void {
    request.succeededAt = this.ledger.note([request.messageId], 'success');
    this.ledger.delivered.add(request.messageId);
  }

  end(messageId: string, requestId: string, status: StoredAttempt['status']): void {
    const attempt = this.ledger.attempt(messageId, requestId, '');
    Object.assign(attempt, { status, endStored: this.ledger.note([messageId], status), endConfirmed: this.ledger.note([], '') });
    Object.assign(this.row(messageId, requestId), ended(status));
  }

  read(messageId: string, requestId: string, fault?: Fault): void {
    this.ledger.reads.push({ at: this.ledger.note([messageId], 'read'), messageId, requestId, fault });
  }

  move(messageId: string, place: Place): void {
    this.ledger.moves.push({ at: this.ledger.note([messageId], place), messageId, place });
    if (place === 'deadLetter') this.deadLettered.push(messageId);
    if (place === 'quarantine') this.quarantined.push(messageId);
  }

  kill(requestId: string): void {
    const invocation = this.ledger.invocations.get(requestId);
    if (invocation !== undefined) invocation.killed = this.ledger.note([], '');
    this.ledger.ended(requestId, 'crashed');
  }

  row(messageId: string, requestId: string): Mutable<StoredAttempt> {
    const found = this.rows.find(row => row.messageId === messageId && row.lambdaRequestId === requestId);
    if (found === undefined) throw new Error(`no row of ${messageId} in ${requestId}`);
    return found;
  }

  head(messageId: string, state: StoredHead['state'], attempts: number): void {
    const work = state === 'DELIVERED' ? {} : { spk: `H#${state}#0` };
    const common = { group: 'g', route: '/', countedAttempt: '', firstFailedAt: '', updatedAt: '', ttl: 0 };
    this.heads.push({ pk: `M#${messageId}`, sk: 'H', messageId, attempts, state, ...common, ...work });
  }

  requestOf(messageId: string, index = 0): Mutable<BackendRequest> {
    return this.ledger.requests.filter(request => request.messageId === messageId)[index];
  }
}

function storedAttempt(messageId: string, sk: string, lambdaRequestId: string): Mutable<StoredAttempt> {
  const content = { method: 'POST', path: '/1', bodyBytes: 0, bodySha256: '', receivedAt: '', startedAt: '', receiveCount: 1, ttl: 0 };
  return { pk: `M#${messageId}`, sk, messageId, status: 'STARTED', lambdaRequestId, group: 'g', route: '/', ...content };
}

function ended(status: StoredAttempt['status']): Partial<StoredAttempt> {
  return { status, gpk: 'G#g', spk: status === 'DELIVERED' ? undefined : `S#${status}`, outcomeUnknown: status === 'UNKNOWN' || undefined };
}

/**
 * One group. The first webhook is delivered at its second attempt. The second is refused and dead-lettered. The third is delivered by an
 * invocation that is killed before it can write that down, and then once more.
 */
function goodRun(): Run {
  const run = new Run();
  run.accept('m1', '9');
  run.accept('m2', '10');
  run.accept('m3', '11');
  run.ledger.invoked('r1', ['m1', 'm2']);
  run.start('m1', 'r1');
  run.request('m1', 'r1', 'backend.error');
  run.end('m1', 'r1', 'RETRY');
  run.ledger.ended('r1', 'partly failed');
  run.ledger.invoked('r2', ['m1', 'm2', 'm3']);
  run.read('m1', 'r2');
  run.start('m1', 'r2');
  run.succeed(run.request('m1', 'r2'));
  run.end('m1', 'r2', 'DELIVERED');
  run.head('m1', 'DELIVERED', 1);
  run.read('m2', 'r2');
  run.start('m2', 'r2');
  run.request('m2', 'r2', 'backend.refusal');
  run.end('m2', 'r2', 'PERMANENT');
  run.move('m2', 'deadLetter');
  run.head('m2', 'DEAD_LETTERED', 1);
  run.start('m3', 'r2');
  run.succeed(run.request('m3', 'r2'));
  run.kill('r2');
  run.ledger.invoked('r3', ['m3']);
  run.read('m3', 'r3');
  Object.assign(run.row('m3', 'r2'), ended('UNKNOWN'));
  run.start('m3', 'r3');
  run.succeed(run.request('m3', 'r3'));
  run.end('m3', 'r3', 'DELIVERED');
  run.head('m3', 'DELIVERED', 1);
  run.ledger.ended('r3', 'succeeded');
  return run;
}

const PARAMETERS = { webhooks: 3, groups: 1, seed: 77, seconds: 1 };

test('a run in which a killed attempt is repeated breaks nothing', () => {
  const run = goodRun();
  expect(check(run.seen)).toEqual([]);
  const result = resultOf(PARAMETERS, run.seen, []);
  expect(isKept(result)).toBe(true);
  expect(result).toMatchObject({ accepted: 3, delivered: 2, deadLettered: 1, requests: 5, repeats: 1, unknown: 1, lost: 0, unaccounted: 0 });
});

/** The invocation `r4` sends a webhook again, after a look into the log. */
function repeat(run: Run, messageId: string, fault?: Fault): void {
  run.ledger.invoked('r4', [messageId]);
  run.read(messageId, 'r4', fault);
  run.start(messageId, 'r4');
  run.succeed(run.request(messageId, 'r4'));
  run.end(messageId, 'r4', 'DELIVERED');
  run.ledger.ended('r4', 'succeeded');
}

describe.each<[ViolationKind, string, (run: Run) => void, ...ViolationKind[]]>([
  ['lost', 'a webhook that no sender was told of', run => { run.sent = 4; }],
  ['lost', 'a webhook that the door acknowledged and SQS does not have', run => { run.ledger.acknowledged[0] = 'm0'; }],
  ['lost', 'a webhook that is left on the queue', run => { run.left = 1; }],
  ['lost', 'a webhook that is in no place', run => { run.deadLettered.pop(); }, 'mislogged'],
  ['unaccounted', 'a dead letter that was never queued', run => { run.deadLettered.push('m0'); }],
  ['unaccounted', 'two dead letters of one webhook', run => { run.deadLettered.push('m2'); }],
  ['unaccounted', 'a dead letter whose delivery was known', run => { run.deadLettered.push('m1'); }],
  ['outOfOrder', 'a webhook that overtook', run => { run.requestOf('m3').at = 0; }],
  ['outOfOrder', 'a webhook that went before its predecessor was given up', run => { run.ledger.moves.pop(); }],
  ['unaccounted', 'a webhook that is dead-lettered although its route parks', run => { Object.assign(run.ledger.queued.get('m2') ?? {}, { group: GROUPS.park }); }],
  ['unaccounted', 'a webhook that is parked although its route does not park', run => { run.move('m1', 'parking'); }],
  ['unaccounted', 'a genuine webhook in the quarantine', run => { run.deadLettered.pop(); run.move('m2', 'quarantine'); }, 'mislogged'],
  ['unfaithful', 'a forged webhook that is delivered', run => { run.ledger.forged.add(0); }, 'unaccounted'],
  ['outOfOrder', 'a webhook that overtook one that is parked', run => {
    for (const queued of run.ledger.queued.values()) Object.assign(queued, { group: GROUPS.park });
    run.deadLettered.pop();
    run.ledger.moves.pop();
    run.move('m2', 'parking');
  }, 'lost', 'mislogged'],
  ['overLimit', 'a request beyond the limit', run => { run.requestOf('m1').concurrency = 3; }],
  ['overLimit', 'more requests at once than any of them saw', run => { run.highestConcurrency = 3; }],
  ['unlogged', 'a request whose attempt is not in the log', run => { run.rows.shift(); }, 'mislogged'],
  ['unlogged', 'a request that nobody sent', run => { run.requestOf('m1').invocations = []; }],
  ['unlogged', 'a killed attempt whose start was confirmed', run => { run.rows.splice(run.rows.indexOf(run.row('m3', 'r2')), 1); }],
  ['mislogged', 'a delivery without a success', run => { run.requestOf('m1', 1).succeededAt = undefined; }, 'outOfOrder'],
  ['mislogged', 'a success that is logged as a failure', run => { run.succeed(run.requestOf('m1')); }],
  ['mislogged', 'an unknown attempt whose end was stored', run => { run.end('m3', 'r2', 'DELIVERED'); Object.assign(run.row('m3', 'r2'), ended('UNKNOWN')); }],
  ['mislogged', 'an unknown attempt that nobody killed', run => {
    const attempt = run.ledger.attempts.get(attemptKey('m1', 'r1'));
    Object.assign(attempt ?? {}, { endStored: undefined, endConfirmed: undefined });
    Object.assign(run.row('m1', 'r1'), ended('UNKNOWN'));
  }],
  ['mislogged', 'an attempt that is still shown as started, although it was found', run => {
    Object.assign(run.row('m3', 'r2'), { status: 'STARTED', gpk: undefined, spk: undefined });
  }],
  ['mislogged', 'a failed webhook without a head', run => { run.heads.shift(); }],
  ['mislogged', 'a head that is still failing', run => { Object.assign(run.heads[0], { state: 'FAILING' }); }],
  ['mislogged', 'a delivered webhook in the work list', run => { Object.assign(run.heads[0], { spk: 'H#FAILING#0' }); }],
  ['mislogged', 'a head that counts wrongly', run => { Object.assign(run.heads[0], { attempts: 2 }); }],
  ['mislogged', 'an attempt that is not in the index of groups', run => { Object.assign(run.row('m1', 'r1'), { gpk: undefined }); }],
  ['mislogged', 'a failed attempt that is not in the work list', run => { Object.assign(run.row('m1', 'r1'), { spk: undefined }); }],
  ['needless', 'a repeat of what the log had as delivered', run => repeat(run, 'm1')],
  ['needless', 'a repeat of what the log had as refused', run => repeat(run, 'm2')],
  ['needless', 'a repeat without a look into the log', run => { repeat(run, 'm3'); run.ledger.reads.pop(); }],
  ['unlogged', 'a forwarder that does not wait for the log', run => {
    for (const attempt of run.ledger.attempts.values()) attempt.startConfirmed = attempt.endConfirmed;
  }],
  ['unfaithful', 'a request that is not what was sent', run => { run.ledger.unfaithful.push({ messageId: 'm1', text: 'the body is wrong' }); }],
  ['crashed', 'an invocation that ended by itself', run => { run.ledger.invoked('r5', ['m3']); run.ledger.ended('r5', 'timed out'); }],
  ['crashed', 'a kill that ended nothing', run => { Object.assign(run.ledger.invocations.get('r2') ?? {}, { outcome: 'succeeded' }); }],
  ['leaked', 'a secret in the log', run => { run.leaks.push({ what: 'secret', where: 'a line' }); }],
])('%s', (kind, what, plant, ...follow) => {
  test(`is found: ${what}`, () => {
    const run = goodRun();
    plant(run);
    expect(new Set(run.kinds)).toEqual(new Set([kind, ...follow]));
    const result = resultOf(PARAMETERS, run.seen, check(run.seen));
    expect(isKept(result)).toBe(false);
    expect(formatResult(result)).toContain('seed 77');
  });
});

describe('what is excused', () => {
  test('a delivery after the dead-lettering by an attempt of which nobody saw the end', () => {
    const run = goodRun();
    run.deadLettered.push('m3');
    Object.assign(run.heads[2], { state: 'DEAD_LETTERED', spk: 'H#DEAD_LETTERED#0' });
    expect(run.kinds).toEqual([]);
  });

  test('a repeat where the look into the log was made to fail', () => {
    const run = goodRun();
    repeat(run, 'm1', 'table.failed');
    run.ledger.inject('table.failed', ['m1'], { requestId: 'r4' });
    expect(run.kinds).toEqual([]);
  });

  test('a request for a webhook that was given up, after its group was parked and released', () => {
    const run = goodRun();
    for (const queued of run.ledger.queued.values()) Object.assign(queued, { group: GROUPS.park });
    Object.assign(run.ledger.moves[0], { place: 'parking' });
    run.deadLettered.pop();
    run.heads.splice(1, 1);
    run.heads.push({ ...run.heads[0], pk: 'M#m2', messageId: 'm2' });
    run.ledger.requests.splice(3);
    run.ledger.delivered.clear();
    run.ledger.delivered.add('m1');
    run.sent = 2;
    run.ledger.acknowledged.pop();
    run.ledger.queued.delete('m3');
    run.rows.splice(3);
    run.heads.splice(run.heads.findIndex(({ messageId }) => messageId === 'm3'), 1);
    repeat(run, 'm2');
    expect(run.kinds).toEqual([]);
  });

  test('a missing attempt where the table had not confirmed its start and the forwarder was killed', () => {
    const run = goodRun();
    Object.assign(run.ledger.attempts.get(attemptKey('m3', 'r2')) ?? {}, { startStored: undefined, startConfirmed: undefined });
    run.rows.splice(run.rows.indexOf(run.row('m3', 'r2')), 1);
    run.ledger.inject('table.hang', ['m3'], { requestId: 'r2' });
    expect(run.kinds).toEqual([]);
  });

  test('a failure in the log although the backend answered, where the forwarder says that it cannot know', () => {
    const run = goodRun();
    run.succeed(run.requestOf('m1'));
    Object.assign(run.row('m1', 'r1'), { outcomeUnknown: true });
    expect(run.kinds).toEqual([]);
  });
});

test('what is broken is shown by the shortest story of it', () => {
  const run = goodRun();
  run.heads.shift();
  run.heads.pop();
  Object.assign(run.row('m2', 'r2'), { gpk: undefined });
  const { trace } = resultOf(PARAMETERS, run.seen, check(run.seen));
  expect(trace[0]).toBe(`mislogged: attempt ${run.row('m2', 'r2').sk} is not in the index of groups`);
  expect(trace.slice(-3)).toEqual([expect.stringContaining('PERMANENT'), '  head: DEAD_LETTERED, 1 failed attempts', '  at the end: dead-lettered']);
});

describe('the plan of what goes wrong', () => {
  const drawn = (seed: number): Array<Fault | undefined> => {
    const plan = new Plan(seed);
    return Array.from({ length: 20_000 }, (_, index) => [
      plan.request(index, 1).fault, plan.tableCall(`${index}`)?.fault, plan.queueCall(`${index}`)?.fault, plan.invocation(index)?.point,
      plan.request(index, 1).visibilityRunsOut ? 'visibility.ranOut' as const : undefined,
    ]).flat();
  };

  test('is the same for a seed, and another for another', () => {
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  test('has every fault but the one that comes by the clock', () => {
    expect(new Set(drawn(1))).toEqual(new Set([undefined, ...Object.keys(FAULTS).filter(fault => fault !== 'backend.refused')]));
  });

  test('leaves most things alone', () => {
    expect(Math.max(...Object.values(SHARES))).toBeLessThanOrEqual(0.1);
  });
});

test.each(Object.entries(PLANTED))('a planted %s is found as it is, and in base64 wherever it stands', (what, value) => {
  for (const before of ['', 'a', 'ab', 'abc']) {
    expect(plantedIn(`{"x":"${before}${value}"}`, new Set())).toEqual([what]);
    expect(plantedIn(Buffer.from(`${before}${value}-1`).toString('base64'), new Set())).toEqual([what]);
  }
});

test('a signature is found among other digests', () => {
  const [known, other] = ['a', 'b'].map(digit => digit.repeat(64));
  expect(plantedIn(`{"x":"${other}","y":"sha256=${known}"}`, new Set([known]))).toEqual(['signature']);
  expect(plantedIn(`{"x":"${other}"}`, new Set([known]))).toEqual([]);
});

test('each webhook carries all that is planted', () => {
  for (const number of [1, 7]) {
    const { path, headers, body } = webhook(number, 10, signingSecret(0));
    expect(new Set(plantedIn([path, JSON.stringify(headers), body.toString()].join('\n'), new Set()))).toEqual(new Set(Object.keys(PLANTED)));
  }
});

test('groups are of all routes', () => {
  expect(Object.entries(GROUPS).map(([, group]) => routeOf(Number(group.split('-')[1])))).toEqual(Object.keys(GROUPS));
});
