import type { AttemptTable, RecordedAttempts } from './attempt-table';
import { maskHeaders } from './masking';
import type { ConsoleState } from './state/console-state';
import type { KeptRequest } from './state/request-memory';
import { requestTarget, type Webhook } from './state/webhook';
import type { AttemptItem } from '../../../src/contract/attempt-table';

/** All that the page shows of a webhook that is opened. */
export interface WebhookDetail {
  readonly webhook: Webhook;
  readonly request?: RequestDetail;
  readonly attempts: RecordedAttempts | { readonly error: string };
}

export interface RequestDetail {
  readonly method: string;
  /** With the query, without what is secret in it. */
  readonly path: string;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Base64. */
  readonly body: string;
}

type Tables = ReadonlyMap<string, AttemptTable>;

/** @returns undefined where the webhook is not listed */
export async function webhookDetail(messageId: string, state: ConsoleState, tables: Tables): Promise<WebhookDetail | undefined> {
  const webhook = state.webhook(messageId);
  if (!webhook) return undefined;
  const request = state.request(messageId);
  return { webhook, ...request && { request: requestDetail(request) }, attempts: await readAttempts(webhook, tables) };
}

function requestDetail({ method, headers, body, ...target }: KeptRequest): RequestDetail {
  return { method, path: requestTarget(target), headers: maskHeaders(headers), body: body.toString('base64') };
}

async function readAttempts({ buffer, messageId }: Webhook, tables: Tables): Promise<WebhookDetail['attempts']> {
  const table = tables.get(buffer);
  if (!table) return { error: `${buffer} is not among the buffers that run.` };
  try {
    const { items, more } = await table.attempts(messageId);
    return { items: items.map(masked), more };
  } catch (error) {
    return { error: `The attempt table cannot be read: ${(error as Error).message}` };
  }
}

function masked(attempt: AttemptItem): AttemptItem {
  const { responseHeaders } = attempt;
  return responseHeaders ? { ...attempt, responseHeaders: Object.fromEntries(maskHeaders(Object.entries(responseHeaders))) } : attempt;
}
