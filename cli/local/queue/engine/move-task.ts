import { Queue, QueueSurroundings } from './queue';

export interface MoveTaskOptions {
  readonly source: Queue;
  /** Absent: each message goes back to the queue from which it was dead-lettered. */
  readonly destination?: Queue;
  /** Absent: as fast as they can be moved. */
  readonly maxMessagesPerSecond?: number;
}

const MESSAGES_AT_ONCE = 500;

/** Moves the messages of a dead-letter queue to another queue, as new messages. */
export class MoveTask {
  readonly startedAt: number;
  readonly messagesToMove: number;
  messagesMoved = 0;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED' = 'RUNNING';
  failureReason?: string;

  constructor(readonly handle: string, readonly options: MoveTaskOptions, private readonly surroundings: QueueSurroundings) {
    this.startedAt = surroundings.clock.now();
    this.messagesToMove = options.source.counts.visible;
    this.moveAfter(0);
  }

  cancel(): void {
    if (this.status === 'RUNNING') this.status = 'CANCELLED';
  }

  private moveAfter(delayMillis: number): void {
    this.surroundings.clock.after(delayMillis, () => this.moveSome());
  }

  private moveSome(): void {
    const { source, maxMessagesPerSecond } = this.options;
    for (const message of source.peek(maxMessagesPerSecond ?? MESSAGES_AT_ONCE)) {
      if (this.status !== 'RUNNING') return;
      const target = this.targetOf(message.deadLetterSourceArn);
      if (!target) {
        this.status = 'FAILED';
        return;
      }
      source.handOver(message, target, {});
      this.messagesMoved += 1;
    }
    if (source.peek(1).length === 0) this.status = 'COMPLETED';
    if (this.status === 'RUNNING') this.moveAfter(maxMessagesPerSecond ? 1000 : 0);
  }

  private targetOf(deadLetterSourceArn: string | undefined): Queue | undefined {
    const { destination } = this.options;
    if (destination) return destination;
    // A message that was sent to the dead-letter queue instead of being dead-lettered has no queue to go back to.
    const origin = deadLetterSourceArn === undefined ? undefined : this.surroundings.findQueue(deadLetterSourceArn);
    if (!origin) this.failureReason = 'CouldNotDetermineMessageSource';
    return origin;
  }
}
