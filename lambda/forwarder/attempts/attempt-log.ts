import { setTimeout as wait } from 'node:timers/promises';
import { ATTEMPT_LOG_FALLBACK_MESSAGE } from '../../../src/contract/log-lines';
import { errorFields } from '../../logging/error-fields';
import type { Log } from '../../logging/log';
import { Coalescer } from '../coalescer';
import { settledWithin } from '../deadline';
import type { Metrics } from '../metrics';
import type { AttemptTable, Claim, Claims, FinalState, HeadFacts, HeadStamp, History, ParkedHead, StoredAttempt, StoredHead } from '../ports';

/** DynamoDB: most items in one BatchWriteItem. */
const MOST_ITEMS_IN_A_WRITE = 25;
const MOST_TRIES_OF_AN_ITEM = 3;
const UNPROCESSED_WAIT_MILLIS = 50;

/** The longest wait for the table; the first that ends here is the last, but for the one at the end. Together they make a second. */
const PATIENCE_MILLIS = 500;

const TOO_SLOW = new Error('the table took too long');

export interface AttemptLogPorts {
  readonly table: AttemptTable;
  readonly claims: Claims;
  readonly log: Log;
}

/**
 * The attempt log as one invocation sees it. A delivery never depends on it: nothing here rejects, and a table that does not answer costs
 * an invocation one second at most. What the table did not confirm goes into the function's log instead.
 */
export class AttemptLog {
  private readonly writer = new Coalescer<StoredAttempt>(MOST_ITEMS_IN_A_WRITE, items => this.write(items));
  private readonly unconfirmed = new Map<string, StoredAttempt>();
  /** Calls of the table other than writes. */
  private readonly underWay = new Set<Promise<unknown>>();
  private patient = true;
  private closed = false;

  constructor(private readonly ports: AttemptLogPorts, private readonly metrics: Metrics) {}

  /** Undefined if it cannot be told. */
  public async history(messageId: string): Promise<History | undefined> {
    return this.patient ? this.answered(this.ports.table.history(messageId)) : undefined;
  }

  /** The history of another message, what this invocation has to add to it included. */
  public async settledHistory(messageId: string): Promise<History | undefined> {
    await this.patiently(this.writer.drained());
    return this.history(messageId);
  }

  /** Resolves to the message that holds an id, if it can be told. */
  public async claimed(claim: Claim): Promise<string | undefined> {
    return this.patient ? this.answered(this.ports.claims.claim(claim)) : undefined;
  }

  /** Resolves when the item is in the table, or patience is at its end. */
  public async started(attempt: StoredAttempt): Promise<void> {
    await this.patiently(this.put(attempt));
  }

  public finished(attempt: StoredAttempt): void {
    void this.put(attempt);
  }

  /** Resolves to the number of failed attempts, if it can be told. */
  public failed(head: HeadFacts): Promise<number | undefined> {
    return this.answered(this.ports.table.countFailure(head));
  }

  public heldBack(messageId: string, notBefore: number): void {
    void this.guarded(this.ports.table.holdBack(messageId, notBefore));
  }

  /** The attempt that decided comes first: a head that is concluded ends all looking, and what is still STARTED then would stay so. */
  public concluded(head: HeadStamp, state: FinalState): void {
    void this.guarded(this.writer.drained().then(() => this.ports.table.conclude(head, state)));
  }

  /** The webhook was never attempted; its one row and its head say why. */
  public quarantined(row: StoredAttempt, head: StoredHead): void {
    this.finished(row);
    void this.guarded(this.ports.table.quarantine(head));
  }

  /** Resolves when the webhook is known to be parked, or patience is at its end. */
  public async parked(head: ParkedHead): Promise<void> {
    await this.answered(this.ports.table.park(head));
  }

  /** Resolves when all that was to be written so far is in the table, or patience is at its end. */
  public async flushed(): Promise<void> {
    await this.patiently(Promise.allSettled([this.writer.drained(), ...this.underWay]));
  }

  /** Waits for what is under way, and lets go of what takes too long. */
  public async close(withinMillis: number): Promise<void> {
    const allDone = Promise.allSettled([this.writer.drained(), ...this.underWay]);
    await settledWithin(Math.min(withinMillis, this.patient ? 2 * PATIENCE_MILLIS : PATIENCE_MILLIS), allDone);
    if (this.underWay.size > 0 && this.patient) this.report(TOO_SLOW);
    for (const attempt of this.unconfirmed.values()) this.fallBack(attempt);
    this.unconfirmed.clear();
    this.closed = true;
  }

  private async answered<T>(work: Promise<T>): Promise<T | undefined> {
    const before = this.patient;
    const answer = await this.patiently(this.guarded(work));
    // What comes later than this is not heard of at the end.
    if (before && !this.patient) this.report(TOO_SLOW);
    return answer;
  }

  private async patiently<T>(work: Promise<T>): Promise<T | undefined> {
    if (!this.patient) return undefined;
    const settled = await settledWithin(PATIENCE_MILLIS, work.then(value => ({ value })));
    this.patient &&= settled !== undefined;
    return settled?.value;
  }

  private put(attempt: StoredAttempt): Promise<void> {
    this.unconfirmed.set(keyOf(attempt), attempt);
    return this.writer.add(keyOf(attempt), attempt);
  }

  private async write(attempts: readonly StoredAttempt[]): Promise<void> {
    const lost = new Set((await this.writeOrGiveUp(attempts)).map(keyOf));
    for (const attempt of attempts) {
      // The end of an attempt may have taken the place of its start meanwhile.
      if (this.unconfirmed.get(keyOf(attempt)) !== attempt) continue;
      this.unconfirmed.delete(keyOf(attempt));
      if (lost.has(keyOf(attempt))) this.fallBack(attempt);
    }
  }

  /** Resolves to what the table did not take. */
  private async writeOrGiveUp(attempts: readonly StoredAttempt[]): Promise<readonly StoredAttempt[]> {
    let left = attempts;
    try {
      for (let tries = 0; left.length > 0 && tries < MOST_TRIES_OF_AN_ITEM; tries++) {
        if (tries > 0) await wait(UNPROCESSED_WAIT_MILLIS * tries);
        left = await this.ports.table.write(left);
      }
    } catch (error) {
      this.report(error);
    }
    return left;
  }

  private async guarded<T>(work: Promise<T>): Promise<T | undefined> {
    this.underWay.add(work);
    try {
      return await work;
    } catch (error) {
      this.report(error);
      return undefined;
    } finally {
      this.underWay.delete(work);
    }
  }

  private report(error: unknown): void {
    if (this.closed) return;
    this.metrics.count('ATTEMPT_LOG_FAILED');
    this.ports.log.warn('attempt_log_failed', errorFields(error));
  }

  private fallBack(attempt: StoredAttempt): void {
    this.metrics.count('ATTEMPT_LOG_FAILED');
    this.ports.log.error(ATTEMPT_LOG_FALLBACK_MESSAGE, { item: attempt });
  }
}

const keyOf = ({ pk, sk }: StoredAttempt): string => `${pk} ${sk}`;
