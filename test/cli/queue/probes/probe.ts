import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  Message,
  QueueAttributeName,
  ReceiveMessageCommand,
  ReceiveMessageCommandInput,
  SendMessageCommand,
  SendMessageCommandInput,
  SendMessageCommandOutput,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** Something that a client can see of an SQS engine, and what AWS shows. */
export interface Probe {
  readonly name: string;
  readonly expected: unknown;
  run(lab: Lab): Promise<unknown>;
}

type Attributes = Partial<Record<QueueAttributeName, string>>;

/** The engine's time. */
export interface LabTime {
  pass(millis: number): void | Promise<unknown>;
  /** Resolves once a long poll that was begun has reached the engine. */
  whenWaiting(): Promise<void>;
}

let queues = 0;

/** Talks to an engine through the AWS SDK, which also verifies the digests in each answer. */
export class Lab {
  constructor(readonly sqs: SQSClient, private readonly time: LabTime) {}

  async seconds(count: number): Promise<void> {
    await this.time.pass(count * 1000);
  }

  async whenWaiting(): Promise<void> {
    await this.time.whenWaiting();
  }

  async standard(attributes: Attributes = {}): Promise<string> {
    return this.create('', attributes);
  }

  async fifo(attributes: Attributes = {}): Promise<string> {
    return this.create('.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true', ...attributes });
  }

  async send(queueUrl: string, body: string, members: Partial<SendMessageCommandInput> = {}): Promise<SendMessageCommandOutput> {
    return this.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...members }));
  }

  /** Sends to a FIFO queue messages that are written as their group and their place in it, such as `a1`. */
  async sendInGroups(queueUrl: string, ...bodies: string[]): Promise<void> {
    for (const body of bodies) await this.send(queueUrl, body, { MessageGroupId: body[0] });
  }

  async receive(queueUrl: string, members: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
    const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, ...members }));
    return Messages;
  }

  async receiveBodies(queueUrl: string, members: Partial<ReceiveMessageCommandInput> = {}): Promise<unknown[]> {
    return (await this.receive(queueUrl, members)).map(({ Body }) => Body);
  }

  async delete(queueUrl: string, { ReceiptHandle }: Message): Promise<string> {
    return outcome(this.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle })));
  }

  async changeVisibility(queueUrl: string, { ReceiptHandle }: Message, seconds: number): Promise<string> {
    return outcome(this.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: seconds })));
  }

  async attributes(queueUrl: string, ...names: QueueAttributeName[]): Promise<Attributes> {
    const { Attributes = {} } = await this.sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: names }));
    return Attributes;
  }

  async arn(queueUrl: string): Promise<string> {
    const { QueueArn = '' } = await this.attributes(queueUrl, 'QueueArn');
    return QueueArn;
  }

  private async create(suffix: string, attributes: Attributes): Promise<string> {
    queues += 1;
    const { QueueUrl = '' } = await this.sqs.send(new CreateQueueCommand({ QueueName: `probe-${process.pid}-${queues}${suffix}`, Attributes: attributes }));
    return QueueUrl;
  }
}

/** The name of the error with which a request was refused, or `accepted`. */
export const outcome = async (request: Promise<unknown>): Promise<string> => {
  try {
    await request;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.name;
  }
};
