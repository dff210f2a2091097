import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient, type QueueAttributeName } from '@aws-sdk/client-sqs';
import type { ResolvedResource } from './assembly/resolved-stack';
import { isObject } from './assembly/template';
import type { Clock } from './clock';
import { LOCAL_CREDENTIALS } from './credentials';
import { QueueEngine, startQueueServer } from './queue';

export interface QueueServiceOptions {
  readonly account: string;
  readonly region: string;
  /** An engine to use in place of the embedded one. */
  readonly endpoint?: string;
  readonly clock: Clock;
}

/** Properties of a queue resource that are no attributes of the queue, or that only say how it is encrypted. */
const NO_ATTRIBUTES = ['QueueName', 'Tags', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'];

/** SQS for the stacks of one account in one region. */
export class QueueService {
  static async start({ account, region, endpoint, clock }: QueueServiceOptions): Promise<QueueService> {
    if (endpoint !== undefined) return new QueueService(account, region, endpoint, async () => {});
    const engine = new QueueEngine({ account, region, clock });
    const server = await startQueueServer({ engine });
    return new QueueService(account, region, server.endpoint, () => server.close(), engine);
  }

  readonly client: SQSClient;
  private readonly urls = new Map<string, string>();

  private constructor(
    private readonly account: string,
    region: string,
    readonly endpoint: string,
    private readonly close: () => Promise<void>,
    /** Absent where another engine is used. */
    readonly engine?: QueueEngine,
  ) {
    this.client = new SQSClient({ endpoint, region, credentials: LOCAL_CREDENTIALS });
  }

  /** URL of a queue, whether or not it was created here. */
  url(queueName: string): string {
    return this.urls.get(queueName) ?? `${this.endpoint}/${this.account}/${queueName}`;
  }

  /** Creates a queue and the queue that it dead-letters to. */
  async create(queue: ResolvedResource, deadLetterQueue: ResolvedResource): Promise<void> {
    const deadLetterUrl = await this.createOne(deadLetterQueue);
    const { RedrivePolicy: policy } = queue.properties;
    // An engine may have an account of its own, so that its ARNs are not those of the template.
    const redrive = isObject(policy) && { RedrivePolicy: JSON.stringify({ ...policy, deadLetterTargetArn: await this.arn(deadLetterUrl) }) };
    await this.createOne(queue, { ...redrive });
  }

  /** Creates a queue without further ado; its URL. */
  async createOne({ properties }: ResolvedResource, overrides: { readonly [name: string]: string } = {}): Promise<string> {
    const { QueueName } = properties;
    const attributes = Object.entries({ ...properties, ...overrides })
      .filter(([name, value]) => !NO_ATTRIBUTES.includes(name) && value !== false)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const);
    try {
      const { QueueUrl = '' } = await this.client.send(new CreateQueueCommand({ QueueName: String(QueueName), Attributes: Object.fromEntries(attributes) }));
      this.urls.set(String(QueueName), QueueUrl);
      return QueueUrl;
    } catch (error) {
      throw new Error(`Cannot create queue ${String(QueueName)} at ${this.endpoint}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Creates a queue that is no buffer's, unless it is there already. Nothing moves its messages on. */
  async ensure(queueName: string, declared?: ResolvedResource): Promise<void> {
    if (this.urls.has(queueName)) return;
    const properties = Object.entries(declared?.properties ?? { FifoQueue: queueName.endsWith('.fifo') }).filter(([name]) => !name.startsWith('Redrive'));
    await this.createOne({ logicalId: queueName, type: 'AWS::SQS::Queue', properties: { ...Object.fromEntries(properties), QueueName: queueName } }, {});
  }

  /** How many messages a queue holds: visible, hidden and delayed. */
  async size(queueUrl: string): Promise<number> {
    const counts = await this.attributes(queueUrl, [
      'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed',
    ]);
    return Object.values(counts).reduce((sum, count) => sum + Number(count), 0);
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.close();
  }

  private async arn(queueUrl: string): Promise<string | undefined> {
    return (await this.attributes(queueUrl, ['QueueArn'])).QueueArn;
  }

  private async attributes(queueUrl: string, AttributeNames: QueueAttributeName[]): Promise<{ readonly [name: string]: string | undefined }> {
    const { Attributes = {} } = await this.client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames }));
    return Attributes;
  }
}
