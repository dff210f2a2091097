import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock';
import type { LocalEvents } from '../events';
import { DoorReporter } from './door-reporter';
import { serve } from './http/http-front';
import type { ProxyFunction } from './integration/function-integration';
import { SqsIntegration } from './integration/sqs-integration';
import { RequestHandler } from './request-handler';
import type { RestApi } from './rest-api';

export interface GatewayOptions {
  readonly api: RestApi;
  /** Name of the buffer whose door this is. */
  readonly buffer: string;
  /** Such as `http://127.0.0.1:9324`. */
  readonly sqsEndpoint: string;
  /** Those that methods may hand requests over to. */
  readonly functions?: readonly ProxyFunction[];
  /** Absent: any free one. */
  readonly port?: number;
  readonly clock: Clock;
  readonly events: LocalEvents;
}

export interface Gateway {
  /** Where the stage is served, such as `http://127.0.0.1:4000/prod/`. */
  readonly url: string;
  /** Takes no further connections, and returns when the requests under way are answered, or two seconds are over. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** A connection without a request, or with one that does not end, must not hold up the end. */
const SLOWEST_REQUEST_MILLIS = 2_000;
/** Longer than senders leave a connection unused. */
const KEEP_ALIVE_MILLIS = 75_000;

/** Serves a REST API on this machine. */
export async function startGateway({ api, buffer, sqsEndpoint, functions = [], port = 0, clock, events }: GatewayOptions): Promise<Gateway> {
  const sqs = new SqsIntegration(sqsEndpoint);
  const handler = new RequestHandler({ api, sqs, functions, clock, reporter: new DoorReporter(buffer, events, clock) });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLIS }, (incoming, response) => {
    void serve(incoming, response, async request => {
      const answer = await handler.handle(request);
      // A connection that stays open would hold up the end of a server that is being closed.
      if (!server.listening) response.setHeader('Connection', 'close');
      return answer;
    });
  });
  await listen(server, port);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/${api.stage}/`,
    async close() {
      const slow = setTimeout(() => server.closeAllConnections(), SLOWEST_REQUEST_MILLIS);
      await new Promise(resolve => {
        server.close(resolve);
      });
      clearTimeout(slow);
      sqs.close();
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(new Error(`port ${port} of ${HOST} cannot be used: ${error.message}; choose another one with --port`)));
    server.listen(port, HOST, resolve);
  });
}
