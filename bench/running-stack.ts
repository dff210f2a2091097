import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Workbench } from './workbench';

const COMMAND_LINE = join(__dirname, '..', 'assets', 'cli', 'main.js');

interface StartedBuffer {
  readonly url: string;
  readonly dynamodbEndpoint: string;
  readonly tableName: string;
}

/** What `cdk-webhook-buffer local --json` prints, as far as it matters here. */
type PrintedEvent =
  | { readonly event: 'started'; readonly buffers: readonly StartedBuffer[] }
  | { readonly event: 'invocation'; readonly outcome: string; readonly records: number; readonly error?: string };

/** The local stack, as a user runs it. */
export class RunningStack {
  static async start({ node, assembly }: Workbench, backendUrl: string): Promise<RunningStack> {
    const options = ['--assembly', assembly, '--backend', backendUrl, '--json'];
    const child = spawn(node, [COMMAND_LINE, 'local', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const events = printedEvents(child);
    process.once('exit', () => child.kill()); // where this program is ended in the middle
    const { buffers: [buffer] } = await next(events, 'started');
    return new RunningStack(child, events, buffer);
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly events: AsyncGenerator<PrintedEvent>,
    private readonly buffer: StartedBuffer,
  ) {}

  /** Where webhooks are posted to. */
  get url(): string {
    return this.buffer.url;
  }

  /** Resolves when the forwarder is done with so many webhooks, and so has logged them. */
  async delivered(webhooks: number): Promise<void> {
    for (let done = 0; done < webhooks;) {
      const { outcome, records, error } = await next(this.events, 'invocation');
      if (outcome !== 'succeeded') throw new Error(`an invocation ${outcome}: ${error ?? `${records} webhooks`}`);
      done += records;
    }
  }

  /** Deliveries in the attempt log. */
  async logged(): Promise<number> {
    const { dynamodbEndpoint: endpoint, tableName: TableName } = this.buffer;
    const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
    const deliveries = paginateScan({ client }, {
      TableName,
      Select: 'COUNT',
      FilterExpression: '#status = :delivered',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':delivered': { S: 'DELIVERED' } },
    });
    let logged = 0;
    for await (const { Count = 0 } of deliveries) logged += Count;
    client.destroy();
    return logged;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }
}

async function* printedEvents({ stdout }: ChildProcess): AsyncGenerator<PrintedEvent> {
  if (stdout === null) throw new Error('the local stack has no standard output');
  for await (const line of createInterface({ input: stdout })) yield JSON.parse(line) as PrintedEvent;
}

async function next<Name extends PrintedEvent['event']>(events: AsyncGenerator<PrintedEvent>, name: Name): Promise<Extract<PrintedEvent, { event: Name }>> {
  for (;;) {
    const { done, value } = await events.next();
    if (done) throw new Error(`the local stack ended before it printed the event ${name}`);
    if (value.event === name) return value as Extract<PrintedEvent, { event: Name }>;
  }
}
