import { commonConfiguration, type AwsTargetOptions } from './aws-target-options';
import { requireWholeNumber } from '../private/invalid-property';

/** What a message to SQS or SNS is. Its attributes say the same of the webhook either way. */
export enum MessageContent {
  /** The JSON that docs/aws-targets.md has: body, headers, path, query and more. */
  WEBHOOK = 'webhook',
  /** The webhook's body alone: its text, or base64 where it is no text that SQS and SNS take. An empty body cannot be sent so. */
  BODY = 'body',
}

/** What queues and topics have in common as targets. */
export interface MessagingTargetOptions extends AwsTargetOptions {
  /**
   * What the message is.
   *
   * @default MessageContent.WEBHOOK
   */
  readonly content?: MessageContent;

  /**
   * Largest message in bytes, attributes included, that the queue or topic is set up to take: from 1,024 to 1,048,576. A webhook that makes a
   * larger one is refused at once.
   *
   * @default - 1,048,576 for a queue, 262,144 for a topic: what SQS and SNS set up themselves
   */
  readonly maxMessageBytes?: number;
}

const SMALLEST = 1_024;

/** @param call the factory, such as `WebhookTarget.sqs` */
export function messagingConfiguration(call: string, options: MessagingTargetOptions, bytes: { readonly usual: number; readonly most: number }) {
  const maxMessageBytes = options.maxMessageBytes ?? bytes.usual;
  requireWholeNumber(`${call}: maxMessageBytes`, maxMessageBytes, SMALLEST, bytes.most);
  return { ...commonConfiguration(call, options), content: options.content ?? MessageContent.WEBHOOK, maxMessageBytes };
}
