import { openQueueDoor } from './support/door';
import { answer } from './support/queue-server';

interface Case {
  readonly answerType?: string;
  readonly accept?: string;
  readonly handling?: string;
  readonly body?: string;
  readonly template?: string;
}

async function answered({ answerType = 'text/plain', accept, handling, body = 'dGV4dA==', template }: Case): Promise<string> {
  const response = { StatusCode: '200', ContentHandling: handling, ...template === undefined ? {} : { ResponseTemplates: { 'application/json': template } } };
  const door = await openQueueDoor({ IntegrationResponses: [response] }, { api: { BinaryMediaTypes: ['image/png'] } });
  door.queue.answerWith(answer(200, body, { 'Content-Type': answerType }));
  const { status, body: text } = await door.send({ headers: accept === undefined ? [] : [['Accept', accept]] });
  return `${status} ${text}`;
}

const TEXT = '200 dGV4dA==';
const DECODED = '200 text';
const ENCODED = `200 ${Buffer.from('dGV4dA==').toString('base64')}`;

describe('the answer of the integration', () => {
  test.each<[string, Case, string]>([
    ['text stays text', {}, TEXT],
    ['text stays text under CONVERT_TO_TEXT, whatever is accepted', { accept: 'image/png', handling: 'CONVERT_TO_TEXT' }, TEXT],
    ['text is decoded for a sender that accepts a binary type', { accept: 'image/png' }, DECODED],
    ['only the first entry of Accept counts', { accept: 'text/plain, image/png' }, TEXT],
    ['text is decoded under CONVERT_TO_BINARY', { handling: 'CONVERT_TO_BINARY' }, DECODED],
    ['binary is encoded for a sender that accepts text', { answerType: 'image/png' }, ENCODED],
    ['binary is encoded under CONVERT_TO_TEXT', { answerType: 'image/png', accept: 'image/png', handling: 'CONVERT_TO_TEXT' }, ENCODED],
    ['binary stays binary for a sender that accepts it', { answerType: 'image/png', accept: 'image/png' }, TEXT],
    ['binary stays binary under CONVERT_TO_BINARY', { answerType: 'image/png', handling: 'CONVERT_TO_BINARY' }, TEXT],
    ['a template sees base64 of a binary answer', { answerType: 'image/png', handling: 'CONVERT_TO_TEXT', template: '<$input.body>' }, ENCODED.replace(' ', ' <').concat('>')],
  ])('%s', async (_, given, expected) => {
    expect(await answered(given)).toBe(expected);
  });

  test('that is no base64 is a 500 for a sender that accepts a binary type, although the message is queued', async () => {
    expect(await answered({ accept: 'image/png', body: '{"MessageId":"1"}' })).toBe('500 {"message":"Internal server error"}');
  });

  test('cannot be read by a template while it is binary', async () => {
    expect(await answered({ answerType: 'image/png', accept: 'image/png', template: '$input.body' })).toBe('500 {"message":"Internal server error"}');
  });
});
