import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange } from '../exchange';
import { GatewayError } from '../gateway-error';
import { proxyAnswer } from './proxy-answer';
import { proxyEvent } from './proxy-event';
import type { SentMessage } from './sent-message';
import type { HttpAnswer } from '../http/http-message';

/** A function that answers requests. */
export interface ProxyFunction {
  readonly name: string;
  /** Resolves to its answer as JSON. @throws where it failed */
  call(event: string): Promise<string>;
  /** The message that it sent for a request; undefined where it sent none. */
  sent(requestId: string): SentMessage | undefined;
}

/** Lambda's limit for an event, in bytes. */
const MAX_EVENT_BYTES = 6 * 1_048_576;

/** Hands a request over to the function, whose answer is the sender's. */
export async function callFunction(exchange: Exchange, functionName: string, functions: readonly ProxyFunction[]): Promise<HttpAnswer> {
  const called = functions.find(({ name }) => name === functionName);
  if (called === undefined) throw new GatewayError('API_CONFIGURATION_ERROR', `the function ${functionName} is not run on this machine`);
  const event = JSON.stringify(proxyEvent(exchange));
  if (Buffer.byteLength(event) > MAX_EVENT_BYTES) throw new GatewayError('REQUEST_TOO_LARGE', `the event would be larger than ${MAX_EVENT_BYTES} bytes`);
  return proxyAnswer(await answerWithin(exchange.integration.timeoutMillis, called.call(event)), exchange);
}

async function answerWithin(millis: number, answer: Promise<string>): Promise<string> {
  const answered = new AbortController();
  const timeout = wait(millis, undefined, { signal: answered.signal }).then(() => {
    throw new GatewayError('INTEGRATION_TIMEOUT', `the function did not answer within ${millis} ms`);
  });
  // Nobody waits for it when the answer is there first.
  timeout.catch(() => {});
  try {
    return await Promise.race([answer, timeout]);
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError('DEFAULT_5XX', `the function failed: ${(error as Error).message}`);
  } finally {
    answered.abort();
  }
}
