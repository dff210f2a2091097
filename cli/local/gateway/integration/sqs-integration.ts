import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { GatewayError } from '../gateway-error';
import type { IntegrationAnswer } from './integration-answer';
import type { IntegrationRequest } from './integration-request';
import type { Integration, QueueAddress } from '../rest-api';

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];
/** Node servers close idle connections after five seconds; one that is about to be closed must not be used again. */
const IDLE_CONNECTION_MILLIS = 4_000;

/** Posts rendered requests to the local queue server, byte by byte as API Gateway would post them to SQS. */
export class SqsIntegration {
  private readonly endpoint: URL;
  private readonly agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MILLIS });

  constructor(endpoint: string) {
    this.endpoint = new URL(endpoint);
    if (this.endpoint.protocol !== 'http:' || !LOOPBACK_HOSTS.includes(this.endpoint.hostname)) {
      throw new Error(`the SQS endpoint ${endpoint} is not on this machine; allowed are http URLs with the host ${LOOPBACK_HOSTS.join(', ')}`);
    }
  }

  async send(queue: QueueAddress, { headers, body }: IntegrationRequest, { timeoutMillis }: Integration): Promise<IntegrationAnswer> {
    const signal = AbortSignal.timeout(timeoutMillis);
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = httpRequest(new URL(`/${queue.account}/${queue.name}`, this.endpoint), {
          agent: this.agent,
          method: 'POST',
          headers: { ...Object.fromEntries(headers), 'authorization': placeholderSignature(queue), 'content-length': body.length },
          signal,
        });
        request.on('response', resolve).on('error', reject).end(body);
      });
      return { status: response.statusCode ?? 0, headers: headersOf(response), body: Buffer.concat(await response.toArray()) };
    } catch (error) {
      if (signal.aborted) throw new GatewayError('INTEGRATION_TIMEOUT', `the queue server did not answer within ${timeoutMillis} ms`);
      throw new GatewayError('INTEGRATION_FAILURE', `the queue server cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Queue servers other than our own read the region out of the signature, and check nothing else of it. */
function placeholderSignature({ region }: QueueAddress): string {
  return `AWS4-HMAC-SHA256 Credential=local/20000101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=local`;
}

function headersOf({ headers }: IncomingMessage): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
