import { Backlog } from './backlog';
import { invalidParameter, QueueError } from './errors';
import { Message, ReceivedMessage } from './message';

export const MAX_VISIBILITY_SECONDS = 43_200;

/** What consumers hold of the messages that they received: a handle for each receive, of which only the latest counts. */
export class Receipts {
  constructor(private readonly queueArn: string, private readonly backlog: Backlog, private readonly newId: () => string) {}

  /** Hands a message to a consumer and hides it from others. */
  issue(message: Message, now: number, hiddenUntil: number): ReceivedMessage {
    const receiptHandle = Buffer.from(`${this.queueArn} ${message.id} ${this.newId()}`).toString('base64');
    message.receiptHandle = receiptHandle;
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.lastReceivedAt = now;
    this.backlog.hide(message, 'inFlight', hiddenUntil);
    return { ...message, receiptHandle };
  }

  /** Hands the same messages to a consumer once more, under the same handles. */
  reissue(attemptId: string, received: readonly ReceivedMessage[], hiddenUntil: number): ReceivedMessage[] {
    const messages = received.map((earlier) => this.inFlight(earlier.receiptHandle));
    return messages.map((message, index) => {
      if (!message) {
        throw invalidParameter('ReceiveRequestAttemptId', attemptId, 'The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.');
      }
      this.backlog.hide(message, 'inFlight', hiddenUntil);
      return received[index];
    });
  }

  /** Deletes the message. What is gone already counts as deleted. */
  delete(receiptHandle: string, fifo: boolean): void {
    const message = this.message(receiptHandle);
    if (message && fifo && !this.inFlight(receiptHandle)) {
      throw invalidParameter('ReceiptHandle', receiptHandle, 'The receipt handle has expired.');
    }
    // A standard queue accepts a handle that a later receive replaced, but does not delete the message.
    if (message?.receiptHandle === receiptHandle) this.backlog.remove(message);
  }

  /** Hides the message for so long from now on. */
  hide(receiptHandle: string, seconds: number, now: number, fifo: boolean): void {
    const message = this.inFlight(receiptHandle);
    if (!message) {
      // A standard queue accepts the handle of a message that is visible again, to no effect.
      if (!fifo && this.message(receiptHandle)) return;
      throw invalidParameter('ReceiptHandle', receiptHandle, 'Message does not exist or is not available for visibility timeout change.');
    }
    const until = now + seconds * 1000;
    if (until > (message.lastReceivedAt ?? now) + MAX_VISIBILITY_SECONDS * 1000) {
      throw invalidParameter('VisibilityTimeout', seconds, `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds].`);
    }
    this.backlog.hide(message, 'inFlight', until);
  }

  private inFlight(receiptHandle: string): Message | undefined {
    const message = this.message(receiptHandle);
    return message?.receiptHandle === receiptHandle && message.state === 'inFlight' ? message : undefined;
  }

  /** The message on the queue to which the handle belongs, be it the latest handle or an earlier one. */
  private message(receiptHandle: string): Message | undefined {
    const parts = Buffer.from(receiptHandle, 'base64').toString().split(' ');
    if (parts.length !== 3 || parts[0] !== this.queueArn) {
      throw new QueueError('ReceiptHandleIsInvalid', `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`);
    }
    return this.backlog.get(parts[1]);
  }
}
