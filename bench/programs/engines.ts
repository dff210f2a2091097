/**
 * What the measured programs talk to: a backend, and a table that knows DynamoDB's two ways of writing, keeps nothing and so finds nothing. They do as little
 * as they can, so that what is measured is the program and not its surroundings.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerQuestions } from './answer-questions';

export interface EnginesQuestion {
  /** How long the backend takes from now on. */
  readonly backendMillis?: number;
}

/** What the engines say of themselves. */
export interface EnginesState {
  readonly backendUrl: string;
  readonly tableUrl: string;
  /** Requests that the backend answered. */
  readonly requests: number;
  /** Items of delivered webhooks that the table was given. */
  readonly deliveredItems: number;
}

interface Item {
  readonly status: { readonly S: string };
}

interface Write {
  readonly PutRequest: { readonly Item: Item };
}

interface Input {
  readonly Item?: Item;
  readonly RequestItems?: { readonly [table: string]: readonly Write[] | { readonly Keys: readonly object[] } };
}

/** Longer than any pause between two measurements. */
const KEEP_ALIVE_MILLIS = 60_000;

let millis = 0;
let requests = 0;
let deliveredItems = 0;

const backend: RequestListener = (request, response) => {
  request.resume().once('end', () => {
    requests += 1;
    const answer = () => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"received":true}');
    if (millis > 0) setTimeout(answer, millis);
    else answer();
  });
};

const table: RequestListener = (request, response) => {
  void read(request).then(body => {
    const { Item, RequestItems = {} } = JSON.parse(body) as Input;
    const items = Item ? [Item] : Object.values(RequestItems).flatMap(given => 'Keys' in given ? [] : given.map(({ PutRequest }) => PutRequest.Item));
    deliveredItems += items.filter(({ status }) => status.S === 'DELIVERED').length;
    const { status, output } = answerOf(String(request.headers['x-amz-target']));
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(output));
  });
};

function answerOf(operation: string): { status: number; output: object } {
  switch (operation) {
    case 'DynamoDB_20120810.PutItem': return { status: 200, output: {} };
    case 'DynamoDB_20120810.BatchWriteItem': return { status: 200, output: { UnprocessedItems: {} } };
    // No group is parked.
    case 'DynamoDB_20120810.BatchGetItem': return { status: 200, output: { Responses: {}, UnprocessedKeys: {} } };
    default: return { status: 400, output: { __type: 'UnknownOperationException', message: `There is no ${operation} here.` } };
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; });
  await once(request, 'end');
  return body;
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLIS }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const urls = Promise.all([listen(backend), listen(table)]);

answerQuestions(async ({ backendMillis = millis }: EnginesQuestion): Promise<EnginesState> => {
  millis = backendMillis;
  const [backendUrl, tableUrl] = await urls;
  return { backendUrl, tableUrl, requests, deliveredItems };
});
