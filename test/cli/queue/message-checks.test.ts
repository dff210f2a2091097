import { fifoQueue, message, receive, standardQueue } from './support/engine';
import { NewMessage } from '../../../cli/local/queue/engine/message';

const text = (StringValue: string, DataType = 'String') => ({ DataType, StringValue });
const attributes = (names: readonly string[]): Partial<NewMessage> => ({ attributes: Object.fromEntries(names.map((name) => [name, text('x')])) });

describe('A standard queue accepts', () => {
  test.each<[string, Partial<NewMessage>]>([
    ['ten attributes', attributes(Array.from({ length: 10 }, (_, index) => `n${index}`))],
    ['an attribute name of 256 characters', attributes(['n'.repeat(256)])],
    ['a custom type', { attributes: { n: text('1', 'Number.temperature') } }],
    ['a number with an exponent', { attributes: { n: text('-1.5e10', 'Number') } }],
    ['a delay of 900 seconds', { delaySeconds: 900 }],
  ])('%s', (_what, members) => {
    const { queue } = standardQueue();
    expect(queue.send(message('x', members)).sequenceNumber).toBeUndefined();
  });
});

describe('A standard queue refuses', () => {
  test.each<[string, Partial<NewMessage>]>([
    ['eleven attributes', attributes(Array.from({ length: 11 }, (_, index) => `n${index}`))],
    ['an attribute name of 257 characters', attributes(['n'.repeat(257)])],
    ['an empty attribute name', attributes([''])],
    ['an attribute name of AWS', attributes(['aws.n'])],
    ['an attribute name of Amazon', attributes(['Amazon.n'])],
    ['an attribute name that begins with a period', attributes(['.n'])],
    ['an attribute name that ends with a period', attributes(['n.'])],
    ['an attribute name with periods in sequence', attributes(['n..n'])],
    ['an attribute name with a blank', attributes(['n n'])],
    ['an unknown type', { attributes: { n: text('x', 'Text') } }],
    ['a type with an empty custom part', { attributes: { n: text('x', 'String.') } }],
    ['a number that is none', { attributes: { n: text('one', 'Number') } }],
    ['bytes that are missing', { attributes: { n: text('x', 'Binary') } }],
    ['text with a control character', { attributes: { n: text('\u0001') } }],
    ['a delay below zero', { delaySeconds: -1 }],
    ['a delay above 900 seconds', { delaySeconds: 901 }],
  ])('%s', (_what, members) => {
    const { queue } = standardQueue();
    expect(() => queue.send(message('x', members))).toThrow(expect.objectContaining({ name: 'InvalidParameterValue' }));
    expect(queue.counts.visible).toBe(0);
  });

  test.each(['\u0000', '\u0008', '\u000B', '\u001F', '\uFFFE', '\uFFFF', '\uD800'])('the character %j', (character) => {
    const { queue } = standardQueue();
    expect(() => queue.send(message(character))).toThrow(expect.objectContaining({ name: 'InvalidMessageContents' }));
  });
});

test('Size counts the bytes of the body and of the names, types and values of attributes', () => {
  const { queue } = standardQueue({ MaximumMessageSize: 1024 });
  const members = { attributes: { n: { DataType: 'Binary', BinaryValue: Buffer.alloc(17) } } };
  const body = 'é'.repeat((1024 - 'n'.length - 'Binary'.length - 17) / 2);
  expect(() => queue.send(message(body, members))).not.toThrow();
  expect(() => queue.send(message(`${body}x`, members))).toThrow('Message must be shorter than 1024 bytes');
});

test.each([-1, 43_201])('A visibility timeout of %d seconds is refused', async (seconds) => {
  const { queue } = fifoQueue();
  queue.send(message('x', { groupId: 'a' }));
  await expect(receive(queue, 1, seconds)).rejects.toThrow('Must be >= 0 and <= 43200');
  const [{ receiptHandle }] = await receive(queue, 1);
  expect(() => queue.changeVisibility(receiptHandle, seconds)).toThrow('Must be >= 0 and <= 43200');
});

test('A FIFO queue refuses to change the visibility of a message whose time is over', async () => {
  const { queue, clock } = fifoQueue({ VisibilityTimeout: 1 });
  queue.send(message('x', { groupId: 'a' }));
  const [{ receiptHandle }] = await receive(queue, 1);
  clock.advance(1_000);
  expect(() => queue.changeVisibility(receiptHandle, 5)).toThrow('not available for visibility timeout change');
});

test('A handle of another queue is refused', async () => {
  const { engine, queue } = standardQueue();
  queue.send(message('x'));
  const [{ receiptHandle }] = await receive(queue, 1);
  expect(() => engine.createQueue('other').delete(receiptHandle)).toThrow(expect.objectContaining({ name: 'ReceiptHandleIsInvalid' }));
});
