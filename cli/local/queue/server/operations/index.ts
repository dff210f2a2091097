import { Operations } from '../operation';
import { batchOperations } from './batches';
import { messageOperations } from './messages';
import { moveTaskOperations } from './move-tasks';
import { queueOperations } from './queues';

export const OPERATIONS: Operations = { ...queueOperations, ...messageOperations, ...batchOperations, ...moveTaskOperations };
