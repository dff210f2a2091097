import { randomUUID } from 'node:crypto';
import { invalidParameter, QueueError } from './errors';
import { MoveTask } from './move-task';
import { Queue, QueueSurroundings } from './queue';
import { defaultAttributes, mergeAttributes, parseAttributes, QueueAttributes, QueueProperties, settingsOf } from './queue-attributes';
import { Clock, systemClock } from '../../clock';

export interface QueueEngineOptions {
  readonly clock?: Clock;
  /** Gives ids that differ from each other. */
  readonly newId?: () => string;
  readonly account?: string;
  readonly region?: string;
  /** How many messages of a queue can be in flight at a time; 120,000 as on AWS by default. */
  readonly maxInFlight?: number;
}

export interface MoveTaskRequest {
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly maxMessagesPerSecond?: number;
}

const QUEUE_NAME = /^(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/;
const FIFO_SUFFIX = '.fifo';
const NAME_REUSE_MILLIS = 60_000;

/** SQS in one process: the queues of one account in one region. */
export class QueueEngine {
  readonly account: string;
  readonly region: string;
  private readonly surroundings: QueueSurroundings;
  private readonly queues = new Map<string, Queue>();
  private readonly deletedAt = new Map<string, number>();
  private readonly tasks: MoveTask[] = [];

  constructor(options: QueueEngineOptions = {}) {
    const { clock = systemClock, newId = randomUUID, account = '000000000000', region = 'us-east-1', maxInFlight = 120_000 } = options;
    this.account = account;
    this.region = region;
    this.surroundings = { clock, newId, maxInFlight, findQueue: (arn) => this.findQueue(arn) };
  }

  /** Creates a queue; for a name that exists, returns that queue if the attributes given are its own. */
  createQueue(name: string, properties: QueueProperties = {}): Queue {
    const fifo = String(properties.FifoQueue).toLowerCase() === 'true';
    checkName(name, fifo);
    const given = parseAttributes(properties, fifo);
    const existing = this.queues.get(name);
    if (existing) return sameQueue(existing, given);
    if (this.surroundings.clock.now() < (this.deletedAt.get(name) ?? -Infinity) + NAME_REUSE_MILLIS) {
      throw new QueueError('QueueDeletedRecently', 'You must wait 60 seconds after deleting a queue before you can create another with the same name.');
    }
    const attributes = mergeAttributes(defaultAttributes(fifo), given);
    const arn = this.arn(name);
    this.checkRedrive(arn, attributes);
    const queue = new Queue(name, arn, attributes, this.surroundings);
    this.queues.set(name, queue);
    return queue;
  }

  queue(name: string): Queue {
    const queue = this.queues.get(name);
    if (!queue) throw new QueueError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }

  findQueue(arn: string): Queue | undefined {
    const queue = this.queues.get(arn.slice(arn.lastIndexOf(':') + 1));
    return queue?.arn === arn ? queue : undefined;
  }

  listQueues(): Queue[] {
    return [...this.queues.values()];
  }

  setAttributes(queue: Queue, properties: QueueProperties): void {
    const changes = parseAttributes(properties, queue.settings.fifo);
    this.checkRedrive(queue.arn, mergeAttributes(queue.describe(), changes));
    queue.setAttributes(changes);
  }

  deleteQueue(queue: Queue): void {
    this.queues.delete(queue.name);
    this.deletedAt.set(queue.name, this.surroundings.clock.now());
    queue.close();
  }

  /** The queues that dead-letter to this one. */
  deadLetterSources(target: Queue): Queue[] {
    return this.listQueues().filter((queue) => queue.settings.redrivePolicy?.deadLetterTargetArn === target.arn);
  }

  startMoveTask({ sourceArn, destinationArn, maxMessagesPerSecond }: MoveTaskRequest): MoveTask {
    const source = this.resource('SourceArn', sourceArn);
    const destination = destinationArn === undefined ? undefined : this.resource('DestinationArn', destinationArn);
    if (destination && destination.settings.fifo !== source.settings.fifo) {
      throw invalidParameter('DestinationArn', destination.arn, 'Source and destination queues must be of the same type.');
    }
    if (this.deadLetterSources(source).length === 0) {
      throw new QueueError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
    }
    if (this.moveTasks(sourceArn).some((task) => task.status === 'RUNNING')) {
      throw new QueueError('InvalidParameterValue', 'There is already a task running. Only one active task is allowed for a source queue arn at a given time.');
    }
    const task = new MoveTask(this.surroundings.newId(), { source, destination, maxMessagesPerSecond }, this.surroundings);
    this.tasks.unshift(task);
    return task;
  }

  /** The move tasks of a source queue, the latest first. */
  moveTasks(sourceArn: string): MoveTask[] {
    const source = this.resource('SourceArn', sourceArn);
    return this.tasks.filter((task) => task.options.source === source);
  }

  moveTask(handle: string): MoveTask {
    const task = this.tasks.find((candidate) => candidate.handle === handle);
    if (!task) throw new QueueError('ResourceNotFoundException', 'Task does not exist.');
    return task;
  }

  /** Ends the waits of all consumers. */
  close(): void {
    for (const queue of this.queues.values()) queue.close();
  }

  private arn(name: string): string {
    return `arn:aws:sqs:${this.region}:${this.account}:${name}`;
  }

  private resource(parameter: string, arn: string): Queue {
    const queue = this.findQueue(arn);
    if (!queue) throw new QueueError('ResourceNotFoundException', `The resource that you specified for the ${parameter} parameter doesn't exist.`);
    return queue;
  }

  private checkRedrive(sourceArn: string, attributes: QueueAttributes): void {
    const { redrivePolicy, fifo } = settingsOf(attributes);
    if (!redrivePolicy) return;
    const refuse = (reason: string) => invalidParameter('RedrivePolicy', attributes.RedrivePolicy, reason);
    const target = this.findQueue(redrivePolicy.deadLetterTargetArn);
    if (!target) throw refuse('Dead letter target does not exist.');
    if (target.settings.fifo !== fifo) throw refuse('Dead-letter queue must be same type of queue as the source.');
    for (let next: Queue | undefined = target; next; next = this.findQueue(next.settings.redrivePolicy?.deadLetterTargetArn ?? '')) {
      if (next.arn === sourceArn) throw refuse('Dead-letter queues must not lead back to the source.');
    }
  }
}

const checkName = (name: string, fifo: boolean): void => {
  if (!QUEUE_NAME.test(name) || name.endsWith(FIFO_SUFFIX) !== fifo) {
    throw new QueueError('InvalidParameterValue', fifo
      ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
      : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
};

const sameQueue = (existing: Queue, given: QueueAttributes): Queue => {
  const attributes = existing.describe();
  const different = Object.keys(given).find((name) => given[name] !== attributes[name]);
  if (different) {
    throw new QueueError('QueueNameExists', `A queue already exists with the same name and a different value for attribute ${different}`);
  }
  return existing;
};
