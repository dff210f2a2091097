import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const CHANNEL = 'http.server.request.start';
const ANSWER = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/response$/;

/**
 * Sees the answers of invocations as they reach the Runtime API, which runs in this process.
 *
 * @param loses whether the answer with this request id never arrives
 * @returns a function that ends it
 */
export function tapAnswers(loses: (requestId: string) => boolean): () => void {
  const onRequest = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    const requestId = ANSWER.exec(request.url ?? '')?.[1];
    if (requestId !== undefined && loses(requestId)) request.destroy();
  };
  subscribe(CHANNEL, onRequest);
  return () => void unsubscribe(CHANNEL, onRequest);
}
