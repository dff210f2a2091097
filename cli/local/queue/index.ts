export { QueueEngine, type QueueEngineOptions } from './engine/engine';
export { QueueError } from './engine/errors';
export type { Queue } from './engine/queue';
export { startQueueServer, type QueueServer, type QueueServerOptions } from './server/server';
