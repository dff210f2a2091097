import { randomUUID } from 'node:crypto';
import { JSON_CONTENT_TYPE, jsonProtocol } from './json-protocol';
import { Call, Operation } from './operation';
import { OPERATIONS } from './operations';
import { QueueRequest, QueueResponse } from './protocol';
import { queryProtocol } from './query-protocol';
import { wireError } from './wire-error';
import { QueueEngine } from '../engine/engine';
import { QueueError } from '../engine/errors';
import { Queue } from '../engine/queue';

/** A URL that ends in account and name, that path alone, or the plain name. */
const QUEUE_URL = /^(?:(?:https?:\/\/[^/]+)?\/(?<account>\d{12})\/)?(?<name>[^/]+)$/;

/** Answers one request; `signal` tells that the caller went away. */
export type Dispatch = (request: QueueRequest, signal: AbortSignal) => Promise<QueueResponse>;

export const createDispatcher = (engine: QueueEngine, endpoint: string): Dispatch => {
  const queue = (queueUrl: string): Queue => {
    const { account = engine.account, name = '' } = QUEUE_URL.exec(queueUrl)?.groups ?? {};
    return engine.queue(account === engine.account ? name : '');
  };
  const queueUrl = ({ name }: Queue): string => `${endpoint}/${engine.account}/${name}`;

  return async (request, signal) => {
    const protocol = request.headers['content-type'] === JSON_CONTENT_TYPE ? jsonProtocol : queryProtocol;
    const requestId = randomUUID();
    const call: Call = { engine, signal, queue, queueUrl };
    try {
      const operation = findOperation(protocol.action(request));
      const output = await operation.run(protocol.input(request, operation), call);
      return protocol.success(request, operation, output, requestId);
    } catch (error) {
      return protocol.failure(request, wireError(error), requestId);
    }
  };
};

const findOperation = (action: string): Operation<unknown, unknown> => {
  if (!Object.hasOwn(OPERATIONS, action)) throw new QueueError('InvalidAction', `The action ${action} is not valid for this endpoint.`);
  return OPERATIONS[action];
};
