import type { SQSRecord } from 'aws-lambda';
import { Coalescer } from './coalescer';
import { settledWithin } from './deadline';
import type { Metrics } from './metrics';
import type { HiddenMessage, Queue } from './ports';
import { MAX_BATCH_SIZE, MAX_VISIBILITY_SECONDS } from '../../src/contract/limits';
import { errorFields } from '../logging/error-fields';
import type { Log } from '../logging/log';

/** The 12 hours count from the receive, which was a little before the invocation. */
const RECEIVE_MARGIN_SECONDS = 60;

/** The longest time for which a message of an invocation can still be hidden. */
export function longestHidingMillis(invocationStartedAt: number, now: number): number {
  return (MAX_VISIBILITY_SECONDS - RECEIVE_MARGIN_SECONDS) * 1000 - (now - invocationStartedAt);
}

export interface HiderPorts {
  readonly queue: Pick<Queue, 'hide'>;
  readonly log: Log;
  readonly now: () => number;
}

/** Hides messages of one invocation until they are due. Never rejects: what cannot be hidden comes back when the queue's own time is over. */
export class Hider {
  private readonly writer = new Coalescer<HiddenMessage>(MAX_BATCH_SIZE, messages => this.change(messages));
  private pending = 0;

  constructor(private readonly ports: HiderPorts, private readonly metrics: Metrics, private readonly invocationStartedAt: number) {}

  /** A record and those that it holds back get the same time, in one call. */
  public hide(records: readonly SQSRecord[], until: number): void {
    const now = this.ports.now();
    const millis = Math.min(until - now, longestHidingMillis(this.invocationStartedAt, now));
    const seconds = Math.max(1, Math.ceil(millis / 1000));
    this.pending += records.length;
    for (const { messageId, receiptHandle } of records) void this.writer.add(messageId, { messageId, receiptHandle, seconds });
  }

  public async close(withinMillis: number): Promise<void> {
    await settledWithin(withinMillis, this.writer.drained());
    if (this.pending > 0) this.report(this.pending, new Error('hiding took too long'));
  }

  private async change(messages: readonly HiddenMessage[]): Promise<void> {
    try {
      const failed = await this.ports.queue.hide(messages);
      if (failed.length > 0) this.report(failed.length, new Error(`SQS refused: ${[...new Set(failed)].join(', ')}`));
    } catch (error) {
      this.report(messages.length, error);
    } finally {
      this.pending -= messages.length;
    }
  }

  private report(messages: number, error: unknown): void {
    this.metrics.count('VISIBILITY_CHANGE_FAILED', messages);
    this.ports.log.warn('visibility_change_failed', { messages, ...errorFields(error) });
  }
}
