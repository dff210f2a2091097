import { Queue, QueueEngine, QueueEngineOptions } from '../../../../cli/local/queue';
import { NewMessage, ReceivedMessage } from '../../../../cli/local/queue/engine/message';
import { QueueProperties } from '../../../../cli/local/queue/engine/queue-attributes';
import { ManualClock } from '../../support/manual-clock';

export const FIFO = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

/** An engine whose time stands still, with one queue. */
const oneQueue = (name: string, properties: QueueProperties, options: QueueEngineOptions) => {
  const clock = new ManualClock();
  const engine = new QueueEngine({ clock, ...options });
  return { engine, clock, queue: engine.createQueue(name, properties) };
};

export const fifoQueue = (properties: QueueProperties = {}, options: QueueEngineOptions = {}) => oneQueue('orders.fifo', { ...FIFO, ...properties }, options);
export const standardQueue = (properties: QueueProperties = {}, options: QueueEngineOptions = {}) => oneQueue('orders', properties, options);

export const message = (body: string, members: Partial<NewMessage> = {}): NewMessage => ({ body, attributes: {}, systemAttributes: {}, ...members });

/** Sends messages that are written as their group and their place in it, such as `a1`. */
export const sendInGroups = (queue: Queue, ...bodies: string[]): void => {
  for (const body of bodies) queue.send(message(body, { groupId: body[0] }));
};

export const receive = async (queue: Queue, maxMessages = 10, visibilityTimeoutSeconds?: number): Promise<ReceivedMessage[]> =>
  queue.receive({ maxMessages, visibilityTimeoutSeconds, waitTimeSeconds: 0 });

export const bodies = (messages: readonly ReceivedMessage[]): string[] => messages.map(({ body }) => body);

export const receiveBodies = async (queue: Queue, maxMessages = 10, visibilityTimeoutSeconds?: number): Promise<string[]> =>
  bodies(await receive(queue, maxMessages, visibilityTimeoutSeconds));
