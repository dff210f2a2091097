import { invalidParameter, QueueError } from './errors';

/** Attributes as SQS takes and returns them: all values are strings. */
export interface QueueAttributes {
  readonly [name: string]: string;
}

/** Attributes as SQS's API writes them or as a CloudFormation template does. */
export interface QueueProperties {
  readonly [name: string]: string | number | boolean | object;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Attributes as the engine uses them. */
export interface QueueSettings {
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationPerGroup: boolean;
  readonly delaySeconds: number;
  readonly maximumMessageBytes: number;
  readonly retentionSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly waitTimeSeconds: number;
  readonly redrivePolicy?: RedrivePolicy;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly default: number;
}

const NUMBERS: { readonly [name: string]: Range } = {
  DelaySeconds: { least: 0, most: 900, default: 0 },
  MaximumMessageSize: { least: 1_024, most: 1_048_576, default: 1_048_576 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, default: 345_600 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, default: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, default: 30 },
};

const BOOLEANS = ['true', 'false'];
const CHOICES: { readonly [name: string]: readonly string[] } = {
  FifoQueue: BOOLEANS,
  ContentBasedDeduplication: BOOLEANS,
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
  SqsManagedSseEnabled: BOOLEANS,
};

const FIFO_ONLY = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];

/** Attributes that are removed by an empty value; those without meaning on one machine are kept and returned. */
const REMOVABLE = ['RedrivePolicy', 'RedriveAllowPolicy', 'Policy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'];

/** Attributes that SQS computes. */
const COMPUTED = [
  'QueueArn',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

const STANDARD_DEFAULTS: QueueAttributes = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, range]) => [name, String(range.default)])),
  SqsManagedSseEnabled: 'true',
};

const FIFO_DEFAULTS: QueueAttributes = {
  ...STANDARD_DEFAULTS,
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

export const isQueueAttribute = (name: string): boolean =>
  Object.hasOwn(NUMBERS, name) || Object.hasOwn(CHOICES, name) || REMOVABLE.includes(name) || COMPUTED.includes(name);

export const defaultAttributes = (fifo: boolean): QueueAttributes => fifo ? FIFO_DEFAULTS : STANDARD_DEFAULTS;

/** Checks attributes for a queue of the given kind and returns them as strings. */
export const parseAttributes = (properties: QueueProperties, fifo: boolean): QueueAttributes =>
  Object.fromEntries(Object.entries(properties).map(([name, property]) => {
    const value = toText(property);
    checkAttribute(name, value, fifo);
    return [name, value];
  }));

/** The attributes after a change; an empty value removes an attribute. */
export const mergeAttributes = (attributes: QueueAttributes, changes: QueueAttributes): QueueAttributes =>
  Object.fromEntries(Object.entries({ ...attributes, ...changes }).filter(([, value]) => value !== ''));

export const settingsOf = (attributes: QueueAttributes): QueueSettings => ({
  fifo: attributes.FifoQueue === 'true',
  contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
  deduplicationPerGroup: attributes.DeduplicationScope === 'messageGroup',
  delaySeconds: Number(attributes.DelaySeconds),
  maximumMessageBytes: Number(attributes.MaximumMessageSize),
  retentionSeconds: Number(attributes.MessageRetentionPeriod),
  visibilityTimeoutSeconds: Number(attributes.VisibilityTimeout),
  waitTimeSeconds: Number(attributes.ReceiveMessageWaitTimeSeconds),
  redrivePolicy: attributes.RedrivePolicy ? parseRedrivePolicy(attributes.RedrivePolicy) : undefined,
});

const toText = (property: string | number | boolean | object): string => {
  if (typeof property === 'object') return JSON.stringify(property);
  const text = String(property);
  // SQS takes `True` and returns `true`.
  return BOOLEANS.includes(text.toLowerCase()) ? text.toLowerCase() : text;
};

const checkAttribute = (name: string, value: string, fifo: boolean): void => {
  if (!fifo && FIFO_ONLY.includes(name)) {
    throw new QueueError('InvalidAttributeName', `Unknown Attribute ${name}: it is only for FIFO queues.`);
  }
  if (Object.hasOwn(NUMBERS, name)) {
    const { least, most } = NUMBERS[name];
    if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) {
      throw new QueueError('InvalidAttributeValue', `Invalid value "${value}" for the parameter ${name}. Allowed are ${least} to ${most}.`);
    }
  } else if (Object.hasOwn(CHOICES, name)) {
    checkChoice(name, value);
  } else if (name === 'RedrivePolicy' && value !== '') {
    parseRedrivePolicy(value);
  } else if (!REMOVABLE.includes(name)) {
    throw new QueueError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
};

const checkChoice = (name: string, value: string): void => {
  if (!CHOICES[name].includes(value)) {
    throw new QueueError('InvalidAttributeValue', `Invalid value "${value}" for the parameter ${name}. Allowed are ${CHOICES[name].join(' and ')}.`);
  }
  if (name === 'FifoQueue' && value !== 'true') {
    throw new QueueError('InvalidAttributeValue', 'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.');
  }
};

const parseRedrivePolicy = (text: string): RedrivePolicy => {
  const { deadLetterTargetArn, maxReceiveCount } = parseObject(text);
  if (typeof deadLetterTargetArn !== 'string' || maxReceiveCount === undefined) {
    throw invalidParameter('RedrivePolicy', text, 'It must contain deadLetterTargetArn and maxReceiveCount.');
  }
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1_000) {
    throw invalidParameter('RedrivePolicy', text, `Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, valid values are from 1 to 1000 both inclusive.`);
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
};

const parseObject = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Falls through to the error that names the attribute.
  }
  throw invalidParameter('RedrivePolicy', text, 'Redrive policy is not a valid JSON map.');
};
