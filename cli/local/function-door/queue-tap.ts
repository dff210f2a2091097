import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { ENVELOPE_ATTRIBUTE } from '../../../src/contract/envelope';
import { isObject, type JsonObject } from '../assembly/template';
import { sentMessage, type SentMessage } from '../gateway';
import { startLoopbackServer, type LoopbackAnswer, type LoopbackRequest, type LoopbackServer } from '../loopback-server';

/** A message in SQS's JSON protocol is longer than in the queue, as its quotation marks are escaped. */
const MAX_REQUEST_BYTES = 4 * 1_048_576;

/** Passes calls on to the queue server, whichever it is, and remembers which message was sent for which request of the door. */
export class QueueTap {
  static async start(queueEndpoint: string): Promise<QueueTap> {
    const tap: QueueTap = new QueueTap(queueEndpoint, await startLoopbackServer(MAX_REQUEST_BYTES, request => tap.pass(request)));
    return tap;
  }

  private readonly sent = new Map<string, SentMessage>();
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(private readonly queueEndpoint: string, private readonly server: LoopbackServer) {}

  get endpoint(): string {
    return this.server.endpoint;
  }

  /** It is told once. */
  take(requestId: string): SentMessage | undefined {
    const message = this.sent.get(requestId);
    this.sent.delete(requestId);
    return message;
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.server.close();
  }

  private async pass(request: LoopbackRequest): Promise<LoopbackAnswer> {
    const response = await this.send(request);
    const body = Buffer.concat(await response.toArray() as Buffer[]);
    const status = response.statusCode ?? 502;
    const message = sentMessage({ headers: new Map(), body: request.body }, { status, headers: new Map(), body });
    const requestId = requestIdOf(request.body);
    if (message !== undefined && requestId !== undefined) this.sent.set(requestId, message);
    return { status, headers: { ...response.headers as { readonly [name: string]: string } }, body };
  }

  private send({ method, url, headers, body }: LoopbackRequest): Promise<IncomingMessage> {
    const target = new URL(url, this.queueEndpoint);
    return new Promise((resolve, reject) => {
      httpRequest(target, { agent: this.agent, method, headers: { ...headers, host: target.host } })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    });
  }
}

/** What the envelope says. */
function requestIdOf(body: Buffer): string | undefined {
  const attributes = parse(body.toString())?.MessageAttributes;
  const envelope = isObject(attributes) ? attributes[ENVELOPE_ATTRIBUTE] : undefined;
  const requestId = isObject(envelope) ? parse(String(envelope.StringValue))?.requestId : undefined;
  return typeof requestId === 'string' ? requestId : undefined;
}

function parse(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
