import { setImmediate as turn } from 'node:timers/promises';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { MemoryGroupStates } from './memory-group-states';
import { QueueEngine, type Queue } from '../../../../cli/local/queue';
import type { ReceivedMessage } from '../../../../cli/local/queue/engine/message';
import { forwardBatch } from '../../../../lambda/forwarder/batch';
import type { Webhook } from '../../../../lambda/forwarder/envelope';
import { openInvocation, type Invocation, type Settings } from '../../../../lambda/forwarder/invocation';
import { Metrics } from '../../../../lambda/forwarder/metrics';
import type { ParkedMessage, ParkingQueue, ReceivedMessage as ParkedReceived } from '../../../../lambda/forwarder/parking/ports';
import { release } from '../../../../lambda/forwarder/parking/release';
import type { AttemptIdentity, HiddenMessage, Ports, Queue as QueuePort, TargetResult } from '../../../../lambda/forwarder/ports';
import type { LogFields } from '../../../../lambda/logging/log';
import type { ReleaseAnswer, ReleaseRequest } from '../../../../src/contract/parking';
import { ManualClock } from '../../../cli/support/manual-clock';
import { DELIVERED, Harness, SETTINGS, type LogLine } from '../../support/harness';
import { MemoryBodyStore } from '../../support/memory-body-store';
import { MemoryTable } from '../../support/memory-table';
import { envelopeAttribute, envelopeBody, type RecordOptions } from '../../support/records';

/** What happens at a call of a port: the forwarder dies before it or after it, or the call fails. */
export type Fault = 'none' | 'die before' | 'die after' | 'fail';

export interface WorldOptions {
  readonly settings?: Partial<Settings>;
  readonly respond?: (id: string, attempt: number) => TargetResult;
  /** Called with the name of each call of a port, and of Lambda's deletion of what was acknowledged; none by default. */
  readonly fault?: (call: string) => Fault | Promise<Fault>;
  /** How many turns a call takes, so that what runs at the same time interleaves; none by default. */
  readonly turns?: () => number;
}

/** Of one invocation. */
interface Life {
  readonly dead: boolean;
}

export interface Attempted {
  readonly id: string;
  readonly group: string;
  readonly delivered: boolean;
  /** The message id that the target was told. */
  readonly messageId: string;
}

const VISIBILITY_SECONDS = 300;
const QUEUE = {
  FifoQueue: 'true',
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
  VisibilityTimeout: String(VISIBILITY_SECONDS),
  MessageRetentionPeriod: '1209600',
};
const INVOCATION_MILLIS = 50_000;
const ATTEMPT_MILLIS = 200;

/** The forwarder's core between queues with the semantics of SQS and a backend, on a clock that stands still but for attempts. */
export class World {
  public readonly clock = new ManualClock();
  public readonly states = new MemoryGroupStates();
  public readonly table = new MemoryTable();
  public readonly attempts: Attempted[] = [];
  public readonly lines: LogLine[] = [];
  public readonly published: Metrics[] = [];
  public highestConcurrency = 0;
  public highestConcurrencyOfAGroup = 0;
  public readonly queue: Queue;
  public readonly parkingQueue: Queue;
  public readonly deadLetterQueue: Queue;
  /** Called before each attempt. */
  public beforeAttempt?: (id: string) => Promise<void>;
  private readonly engine = new QueueEngine({ clock: this.clock });
  private readonly underWay = new Set<{ readonly group: string; readonly life: Life }>();
  private invocations = 0;

  constructor(public options: WorldOptions = {}) {
    this.deadLetterQueue = this.engine.createQueue('dead.fifo', QUEUE);
    this.parkingQueue = this.engine.createQueue('parking.fifo', QUEUE);
    this.queue = this.engine.createQueue('main.fifo', { ...QUEUE, RedrivePolicy: JSON.stringify({ deadLetterTargetArn: this.deadLetterQueue.arn, maxReceiveCount: 1000 }) });
  }

  /** Puts a webhook on the main queue, as the door does. @param id its body */
  public send(group: string, id: string, options: RecordOptions = {}): string {
    const given = { body: id, receivedAt: this.clock.now(), ...options };
    const attributes = { wb: { DataType: 'String', StringValue: JSON.stringify(envelopeAttribute(given)) } };
    const body = JSON.stringify(envelopeBody(given));
    return this.queue.send({ body, attributes, systemAttributes: {}, groupId: group, deduplicationId: id }).id;
  }

  /** One invocation of the event source mapping; resolves when it has ended, be it by death. Resolves to how many messages it was given. */
  public async poll(): Promise<number> {
    const messages = await this.queue.receive({ maxMessages: 10, waitTimeSeconds: 0 });
    if (messages.length === 0) return 0;
    const answer = await this.live<SQSBatchResponse>(invocation => forwardBatch(messages.map(recordOf), invocation));
    if (answer === undefined) return messages.length;
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id, receiptHandle } of messages) {
      if (!failed.has(id) && await this.options.fault?.('acknowledge') !== 'fail') this.queue.delete(receiptHandle);
    }
    return messages.length;
  }

  /** What an owner invokes; resolves to undefined if the forwarder died of it. */
  public release(request: ReleaseRequest['release']): Promise<ReleaseAnswer | undefined> {
    return this.live(invocation => release({ release: request }, invocation));
  }

  /** Polls until nothing is visible any more. */
  public async pollAll(): Promise<void> {
    while (await this.poll() > 0) { /* as long as there is something */ }
  }

  /** Lets so much time pass. */
  public wait(seconds: number): void {
    this.clock.advance(seconds * 1000);
  }

  /** Polls and waits until both queues are empty, or for so many minutes. */
  public async settle(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes && this.left > 0; minute++) {
      await this.pollAll();
      this.wait(60);
    }
  }

  /** Messages on the main queue and in the parking queue. */
  public get left(): number {
    return sizeOf(this.queue) + sizeOf(this.parkingQueue);
  }

  public get parked(): number {
    return sizeOf(this.parkingQueue);
  }

  public deadLetters(): number {
    return sizeOf(this.deadLetterQueue);
  }

  /** Ids of a group in the order in which they were delivered for the first time. */
  public firstDeliveries(group: string): string[] {
    return [...new Set(this.attempts.filter(attempt => attempt.group === group && attempt.delivered).map(({ id }) => id))];
  }

  public count(name: Parameters<Metrics['count']>[0]): number {
    return this.published.reduce((sum, { counts }) => sum + (counts.get(name) ?? 0), 0);
  }

  private async live<T>(work: (invocation: Invocation) => Promise<T>): Promise<T | undefined> {
    const life: { dead: boolean } = { dead: false };
    let die: (nothing: undefined) => void = () => { /* set below */ };
    const death = new Promise<undefined>(resolve => { die = resolve; });
    const end = () => { life.dead = true; die(undefined); };
    const deadline = this.clock.now() + INVOCATION_MILLIS;
    const requestId = `request-${++this.invocations}`;
    const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => life.dead ? 0 : deadline - this.clock.now() };
    const settings = { ...SETTINGS, onExhausted: 'park' as const, ...this.options.settings };
    return Promise.race([death, work(openInvocation(this.portsOf(life, end), settings, context))]);
  }

  private portsOf(life: Life, end: () => void): Ports {
    const mortal = <Port extends object>(port: Port): Port => this.faulty(port, life, end);
    const logAt = (level: LogLine['level']) => (message: string, fields: LogFields) => { this.lines.push({ ...fields, level, message }); };
    return {
      // What parking has nothing to do with.
      ...new Harness().ports,
      now: () => this.clock.now(),
      random: () => 0.5,
      stopwatch: { elapsed: () => this.clock.now(), wait: async millis => { this.clock.advance(millis); } },
      target: { totalTimeoutMillis: 20_000, attempt: mortal({ attempt: this.attempt.bind(this, life) }).attempt },
      queue: mortal(this.queuePort()),
      table: mortal(this.table),
      bodyStore: new MemoryBodyStore(),
      parking: { states: mortal(this.states), queue: mortal(this.parkingPort()) },
      log: { info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
      publish: metrics => { if (!life.dead) this.published.push(metrics); },
    };
  }

  /** A port whose calls take turns and may fail, and do nothing once the forwarder is dead. */
  private faulty<Port extends object>(port: Port, life: Life, end: () => void): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function' || name === 'list') return member;
        return (...given: unknown[]) => this.call(String(name), () => Reflect.apply(member, target, given) as unknown, life, end);
      },
    });
  }

  private async call(name: string, effect: () => unknown, life: Life, end: () => void): Promise<unknown> {
    await this.takeTurns();
    if (life.dead) throw DEAD;
    const fault = await this.options.fault?.(name) ?? 'none';
    if (fault === 'fail' && name !== 'attempt') throw new Error(`${name} failed`);
    if (fault === 'die before') end();
    if (life.dead) throw DEAD;
    const answer = await effect();
    await this.takeTurns();
    if (fault === 'die after') end();
    if (life.dead) throw DEAD;
    return answer;
  }

  private async takeTurns(): Promise<void> {
    for (let left = this.options.turns?.() ?? 0; left > 0; left--) await turn();
  }

  private async attempt(life: Life, webhook: Webhook, { messageId, group, attempt }: AttemptIdentity): Promise<TargetResult> {
    const id = webhook.body.toString();
    await this.beforeAttempt?.(id);
    const own = { group, life };
    this.underWay.add(own);
    // The connection of a forwarder that died is closed.
    const groups = [...this.underWay].filter(other => !other.life.dead).map(other => other.group);
    this.highestConcurrency = Math.max(this.highestConcurrency, groups.length);
    this.highestConcurrencyOfAGroup = Math.max(this.highestConcurrencyOfAGroup, groups.filter(other => other === group).length);
    await this.takeTurns();
    this.clock.advance(ATTEMPT_MILLIS);
    this.underWay.delete(own);
    const result = this.options.respond?.(id, attempt) ?? DELIVERED;
    this.attempts.push({ id, group, delivered: result.outcome.kind === 'delivered', messageId });
    return result;
  }

  private queuePort(): QueuePort {
    return {
      hide: async messages => hide(this.queue, messages),
      deadLetter: async message => { put(this.deadLetterQueue, { group: '', deduplicationId: '', ...message }); },
      quarantine: async () => { throw new Error('nothing is quarantined here'); },
    };
  }

  private parkingPort(): ParkingQueue {
    return {
      send: async message => { put(this.parkingQueue, message); },
      receive: async visibilityTimeoutSeconds => {
        const messages = await this.parkingQueue.receive({ maxMessages: 10, visibilityTimeoutSeconds, waitTimeSeconds: 0 });
        return messages.map(parkedOf);
      },
      hide: async messages => hide(this.parkingQueue, messages),
      delete: async receiptHandle => { this.parkingQueue.delete(receiptHandle); },
      requestDrain: async (message, ids) => { put(this.queue, { ...ids, body: JSON.stringify(message), attributes: {} }); },
    };
  }
}

/** What a dead forwarder still does has no effect, so that it may as well come to an end. */
const DEAD = new Error('dead');

function put(queue: Queue, { body, attributes, group, deduplicationId }: ParkedMessage): void {
  const given = Object.fromEntries(Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]));
  queue.send({ body, attributes: given, systemAttributes: {}, groupId: group, deduplicationId });
}

function hide(queue: Queue, messages: readonly HiddenMessage[]): string[] {
  return messages.flatMap(({ receiptHandle, seconds }) => {
    try {
      queue.changeVisibility(receiptHandle, seconds);
      return [];
    } catch {
      return ['ReceiptHandleIsInvalid'];
    }
  });
}

function sizeOf(queue: Queue): number {
  return Object.values(queue.counts).reduce((sum, count) => sum + count, 0);
}

function parkedOf({ id, receiptHandle, body, attributes, groupId = '', deduplicationId = '', receiveCount }: ReceivedMessage): ParkedReceived {
  const texts = Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue]));
  return { messageId: id, receiptHandle, body, attributes: texts, group: groupId, deduplicationId, receiveCount };
}

/** The record that Lambda makes of a message. */
function recordOf({ id, receiptHandle, body, attributes, groupId, receiveCount, sequenceNumber }: ReceivedMessage): SQSRecord {
  const attribute = ({ StringValue: stringValue }: { readonly StringValue?: string }) => ({ dataType: 'String', stringValue });
  const messageAttributes = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attribute(value)]));
  const system = { ApproximateReceiveCount: String(receiveCount), MessageGroupId: groupId, SequenceNumber: sequenceNumber };
  return { messageId: id, receiptHandle, body, attributes: system, messageAttributes } as unknown as SQSRecord; // nobody looks at the rest
}
