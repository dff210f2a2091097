import { createHash } from 'node:crypto';
import { Backlog } from './backlog';
import { invalidParameter, QueueError, wrongQueueType } from './errors';
import { ExpiringMap } from './expiring-map';
import { LongPolls } from './long-polls';
import { Message, MessageContent, MessageHistory, MessageState, NewMessage, ReceivedMessage, SentMessage } from './message';
import { checkMessage } from './message-checks';
import { mergeAttributes, QueueAttributes, QueueSettings, settingsOf } from './queue-attributes';
import { MAX_VISIBILITY_SECONDS, Receipts } from './receipts';
import { Clock } from '../../clock';

/** Within this time a duplicate is recognised, and a receive can be repeated under its attempt id. */
const DEDUPLICATION_WINDOW_MILLIS = 300_000;
const PURGE_INTERVAL_MILLIS = 60_000;

export interface ReceiveRequest {
  readonly maxMessages: number;
  /** The queue's own where absent. */
  readonly visibilityTimeoutSeconds?: number;
  /** How long to wait for a message; the queue's own where absent. */
  readonly waitTimeSeconds?: number;
  /** On a FIFO queue, a receive that is repeated under its id returns the same messages. */
  readonly attemptId?: string;
}

/** What a queue needs of the engine that it belongs to. */
export interface QueueSurroundings {
  readonly clock: Clock;
  /** How many messages of a queue can be in flight at a time. */
  readonly maxInFlight: number;
  newId(): string;
  findQueue(arn: string): Queue | undefined;
}

/** An SQS queue, standard or FIFO. */
export class Queue {
  private readonly clock: Clock;
  private readonly createdAt: number;
  private modifiedAt: number;
  private purgedAt = -Infinity;
  private lastSequenceNumber = 0;
  private currentSettings: QueueSettings;
  private readonly backlog = new Backlog();
  private readonly receipts: Receipts;
  private readonly longPolls: LongPolls<ReceiveRequest, ReceivedMessage>;
  private readonly originals = new ExpiringMap<SentMessage>(DEDUPLICATION_WINDOW_MILLIS);
  private readonly attempts = new ExpiringMap<readonly ReceivedMessage[]>(DEDUPLICATION_WINDOW_MILLIS);

  constructor(readonly name: string, readonly arn: string, private attributes: QueueAttributes, private readonly surroundings: QueueSurroundings) {
    this.clock = surroundings.clock;
    this.createdAt = this.clock.now();
    this.modifiedAt = this.createdAt;
    this.currentSettings = settingsOf(attributes);
    this.receipts = new Receipts(arn, this.backlog, () => surroundings.newId());
    this.longPolls = new LongPolls(this.clock, {
      take: (request) => this.receiveNow(request),
      nextChangeAt: () => this.backlog.nextChangeAt(this.settings.retentionSeconds * 1000),
    });
  }

  get settings(): QueueSettings {
    return this.currentSettings;
  }

  get counts(): Readonly<Record<MessageState, number>> {
    this.settle();
    return { ...this.backlog.counts };
  }

  /** How long ago the oldest message was sent; 0 if there is none. SQS publishes such an age as a metric. */
  get ageOfOldestMessageMillis(): number {
    const now = this.settle();
    return now - (this.backlog.oldestSentAt ?? now);
  }

  /** All attributes, the counted ones included. */
  describe(): QueueAttributes {
    const { visible, inFlight, delayed } = this.counts;
    return {
      ...this.attributes,
      QueueArn: this.arn,
      CreatedTimestamp: String(Math.floor(this.createdAt / 1000)),
      LastModifiedTimestamp: String(Math.floor(this.modifiedAt / 1000)),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    };
  }

  setAttributes(changes: QueueAttributes): void {
    this.attributes = mergeAttributes(this.attributes, changes);
    this.currentSettings = settingsOf(this.attributes);
    this.modifiedAt = this.clock.now();
    if (this.settings.fifo) this.backlog.delayAnew(this.settings.delaySeconds * 1000);
    this.longPolls.serve();
  }

  /** Puts a message on the queue; a duplicate is accepted, answered like its original, and goes nowhere. */
  send(message: NewMessage): SentMessage {
    checkMessage(message, this.settings);
    const { delaySeconds, ...content } = message;
    if (!this.settings.fifo) return this.enqueue(content, {}, delaySeconds ?? this.settings.delaySeconds);
    const { deduplicationId = sha256(message.body), groupId } = message;
    const key = this.settings.deduplicationPerGroup ? `${groupId} ${deduplicationId}` : deduplicationId;
    const original = this.originals.get(key, this.clock.now());
    if (original) return original;
    const sent = this.enqueue({ ...content, deduplicationId }, {}, this.settings.delaySeconds);
    this.originals.set(key, sent, this.clock.now());
    return sent;
  }

  /** @param signal tells that the consumer went away while it waited, and must not be given messages any more */
  async receive(request: ReceiveRequest, signal?: AbortSignal): Promise<ReceivedMessage[]> {
    if (signal?.aborted) return [];
    const { waitTimeSeconds = this.settings.waitTimeSeconds } = request;
    const received = this.receiveNow(request);
    if (received.length > 0 || waitTimeSeconds === 0) return received;
    return this.longPolls.wait(request, waitTimeSeconds * 1000, signal);
  }

  /** Deletes a received message. */
  delete(receiptHandle: string): void {
    this.settle();
    this.receipts.delete(receiptHandle, this.settings.fifo);
    this.longPolls.serve();
  }

  /** Hides a received message for so long from now on. */
  changeVisibility(receiptHandle: string, seconds: number): void {
    checkVisibility(seconds);
    this.receipts.hide(receiptHandle, seconds, this.settle(), this.settings.fifo);
    this.longPolls.serve();
  }

  /** Removes all messages, and forgets what was sent before. */
  purge(): void {
    const now = this.clock.now();
    if (now < this.purgedAt + PURGE_INTERVAL_MILLIS) {
      throw new QueueError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${this.name} is allowed every 60 seconds.`);
    }
    this.purgedAt = now;
    this.backlog.clear();
    this.originals.clear();
  }

  /** Ends the waits of consumers. */
  close(): void {
    this.longPolls.endAll();
  }

  /** Up to so many of the messages that a consumer could receive now, in order. */
  peek(limit: number): readonly Message[] {
    this.settle();
    return this.backlog.receivable(limit);
  }

  /** Hands a message over to another queue, which takes it even if it knows the deduplication id: nothing may be lost on the way. */
  handOver(message: Message, target: Queue, history: MessageHistory): void {
    this.backlog.remove(message);
    target.enqueue(message, history, 0);
  }

  private settle(): number {
    const now = this.clock.now();
    this.backlog.settle(now, now - this.settings.retentionSeconds * 1000);
    return now;
  }

  private enqueue(content: MessageContent, history: MessageHistory, delaySeconds: number): SentMessage {
    const now = this.settle();
    const sent: SentMessage = { id: history.id ?? this.surroundings.newId(), sequenceNumber: this.nextSequenceNumber() };
    const { body, attributes, systemAttributes, groupId, deduplicationId } = content;
    const message: Message = {
      body,
      attributes,
      systemAttributes,
      groupId,
      deduplicationId,
      sentAt: now,
      receiveCount: 0,
      ...history,
      ...sent,
      orderingKey: (this.settings.fifo && groupId) || sent.id,
      state: 'visible',
    };
    this.backlog.add(message);
    if (delaySeconds > 0) this.backlog.hide(message, 'delayed', now + delaySeconds * 1000);
    this.longPolls.serve();
    return sent;
  }

  private nextSequenceNumber(): string | undefined {
    if (!this.settings.fifo) return undefined;
    this.lastSequenceNumber += 1;
    return `1${String(this.lastSequenceNumber).padStart(19, '0')}`;
  }

  private receiveNow({ maxMessages, visibilityTimeoutSeconds, attemptId }: ReceiveRequest): ReceivedMessage[] {
    const timeout = visibilityTimeoutSeconds ?? this.settings.visibilityTimeoutSeconds;
    checkVisibility(timeout);
    if (attemptId !== undefined && !this.settings.fifo) throw wrongQueueType('ReceiveRequestAttemptId', attemptId);
    const now = this.settle();
    const hiddenUntil = now + timeout * 1000;
    const receiveNext = () => this.nextMessages(maxMessages).map((message) => this.receipts.issue(message, now, hiddenUntil));
    if (attemptId === undefined) return receiveNext();
    const earlier = this.attempts.get(attemptId, now);
    if (earlier) return this.receipts.reissue(attemptId, earlier, hiddenUntil);
    const received = receiveNext();
    if (received.length > 0) this.attempts.set(attemptId, received, now);
    return received;
  }

  private nextMessages(limit: number): Message[] {
    const { maxInFlight } = this.surroundings;
    const room = maxInFlight - this.backlog.counts.inFlight;
    // A FIFO queue hands out nothing instead, and says nothing.
    if (room <= 0 && !this.settings.fifo) throw new QueueError('OverLimit', `Too many messages in flight: at most ${maxInFlight} are allowed.`);
    for (;;) {
      const messages = this.backlog.receivable(Math.min(limit, room));
      const exhausted = messages.filter((message) => this.deadLetter(message));
      if (exhausted.length === 0) return messages;
    }
  }

  /** Moves the message to the dead-letter queue if it was received as often as the redrive policy allows. */
  private deadLetter(message: Message): boolean {
    const { redrivePolicy, fifo } = this.settings;
    if (!redrivePolicy || message.receiveCount < redrivePolicy.maxReceiveCount) return false;
    const target = this.surroundings.findQueue(redrivePolicy.deadLetterTargetArn);
    if (!target) return false;
    const { id, sentAt, receiveCount, firstReceivedAt } = message;
    const history = { id, receiveCount, firstReceivedAt, deadLetterSourceArn: this.arn };
    // On a FIFO queue the retention period starts anew, and the message's own id keeps it apart from others with its deduplication id.
    this.handOver(message, target, fifo ? { ...history, deduplicationId: id } : { ...history, sentAt });
    return true;
  }
}

const checkVisibility = (seconds: number): void => {
  if (seconds < 0 || seconds > MAX_VISIBILITY_SECONDS) {
    throw invalidParameter('VisibilityTimeout', seconds, `Must be >= 0 and <= ${MAX_VISIBILITY_SECONDS}, if provided.`);
  }
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
