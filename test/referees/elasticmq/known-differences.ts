interface KnownDifference {
  /** What ElasticMQ 1.7.1 shows. */
  readonly elasticMq: unknown;
  /** Why AWS shows what our queue does. */
  readonly because: string;
}

const otherName = (elasticMq: unknown, because: string): KnownDifference => ({ elasticMq, because: `Both refuse, under different names. ${because}` });

const REFERENCE = 'The API reference names it so.';
const SEEN = 'AWS was seen to answer so, in tests that others recorded.';

/** By the name of the probe. */
export const KNOWN_DIFFERENCES: Readonly<Record<string, KnownDifference>> = {
  'sequence numbers of 20 digits that increase': {
    elasticMq: false,
    because: 'The API reference: "The length of SequenceNumber is 128 bits"; AWS gives 20 digits. ElasticMQ counts from 0.',
  },
  'the group alone is searched for duplicates where the scope is messageGroup': {
    elasticMq: ['same'],
    because: 'ElasticMQ does not know DeduplicationScope.',
  },
  'a FIFO queue refuses to delete with an expired handle': {
    elasticMq: ['accepted', []],
    because: `${SEEN} "The receipt handle has expired."`,
  },
  'a standard queue accepts a replaced handle but does not delete': {
    elasticMq: ['ReceiptHandleIsInvalid', ['x']],
    because: 'The API reference: with another than the latest handle "the request succeeds, but the message will not be deleted". Neither deletes.',
  },
  'deleting twice succeeds': {
    elasticMq: ['accepted', 'ReceiptHandleIsInvalid'],
    because: SEEN,
  },
  'the visibility of a deleted message cannot be changed': otherName('ReceiptHandleIsInvalid', SEEN),
  'the visibility of a message whose time is over is changed to no effect': {
    elasticMq: ['accepted', []],
    because: `${SEEN} Whether it has an effect was not recorded; the API reference says that a message must be in flight.`,
  },
  'a message cannot be hidden for more than twelve hours from its receive': {
    elasticMq: ['accepted', 'accepted'],
    because: 'The developer guide counts the twelve hours from the time at which SQS receives the ReceiveMessage request.',
  },
  'message attributes for [Hel.*]': {
    elasticMq: [],
    because: 'The API reference: a name that ends in .* stands for all attributes with that prefix.',
  },
  'a move task brings dead-lettered messages back as new ones': {
    elasticMq: ['x', true, { ApproximateReceiveCount: '1' }, [['COMPLETED', 1]]],
    because: 'The developer guide: redriven messages are new ones, with a new message id and enqueue time.',
  },
  'a standard queue and an empty message': otherName('InvalidAttributeValue', SEEN),
  'a standard queue and a control character': otherName('InvalidAttributeValue', REFERENCE),
  'a standard queue and a body above the maximum size': {
    elasticMq: 'accepted',
    because: `${SEEN} ElasticMQ does not look at MaximumMessageSize.`,
  },
  'a standard queue and a body and attributes above the maximum size': {
    elasticMq: 'accepted',
    because: 'The developer guide counts attributes as part of the message. ElasticMQ does not look at MaximumMessageSize.',
  },
  'a standard queue and an attribute without value': otherName('InvalidAttributeValue', SEEN),
  'more messages than ten asked for at once': otherName('InvalidAttributeValue', SEEN),
  'a wait above twenty seconds': otherName('InvalidAttributeValue', SEEN),
  'a batch with no entry': { elasticMq: 'accepted', because: REFERENCE },
  'a batch with an id with a colon': { elasticMq: 'accepted', because: SEEN },
  'a batch of which one message is refused': otherName([['good'], [['bad', 'InvalidAttributeValue', true]], ['x']], SEEN),
  'a batch of messages that together are too long': otherName('InvalidAttributeValue', SEEN),
};
