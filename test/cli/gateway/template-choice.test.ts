import { openQueueDoor } from './support/door';
import { answer } from './support/queue-server';

const TEMPLATES = { 'application/json': 'json', 'text/plain': 'plain' };

async function chosen(contentType: string | undefined, integration: { readonly [name: string]: unknown } = {}): Promise<string> {
  const door = await openQueueDoor({ RequestTemplates: TEMPLATES, ...integration });
  const { status } = await door.send({ headers: contentType === undefined ? [] : [['Content-Type', contentType]], body: 'as sent' });
  return door.queue.received[0]?.body ?? String(status);
}

describe('the request template', () => {
  test.each([
    ['application/json', 'json'],
    ['text/plain', 'plain'],
    ['text/plain; charset=utf-8', 'plain'],
    ['Text/Plain ;charset=utf-8', 'plain'],
    [undefined, 'json'],
  ])('for Content-Type %s is that for %s', async (contentType, expected) => {
    expect(await chosen(contentType)).toBe(expected);
  });

  test.each([
    ['NEVER', TEMPLATES, '415'],
    ['NEVER', {}, '415'],
    ['WHEN_NO_TEMPLATES', TEMPLATES, '415'],
    ['WHEN_NO_TEMPLATES', {}, 'as sent'],
    ['WHEN_NO_MATCH', TEMPLATES, 'as sent'],
    [undefined, TEMPLATES, 'as sent'],
  ])('for a type that has none, under %s with %o: %s', async (passthrough, templates, expected) => {
    expect(await chosen('image/png', { PassthroughBehavior: passthrough, RequestTemplates: templates })).toBe(expected);
  });
});

describe('the response template', () => {
  async function answered(templates: { readonly [type: string]: string }, accept?: string): Promise<readonly [string, string | undefined]> {
    const door = await openQueueDoor({ IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: templates }] });
    door.queue.answerWith(answer(200, 'as sent'));
    const { body, headers } = await door.send({ headers: accept === undefined ? [] : [['Accept', accept]] });
    return [body, headers.get('content-type')];
  }

  const both = { 'text/xml': 'xml', 'application/json': 'json' };
  test.each([
    ['that of the Accept', both, 'text/xml;q=1, application/json', ['xml', 'text/xml']],
    ['that for JSON where none is accepted', both, 'text/html', ['json', 'application/json']],
    ['that for JSON where there is no Accept', both, undefined, ['json', 'application/json']],
    ['the first where there is none for JSON', { 'text/xml': 'xml' }, 'text/html', ['xml', 'text/xml']],
    ['none where there is none: the answer passes through', {}, undefined, ['as sent', 'application/json']],
  ])('is %s', async (_, templates, accept, expected) => {
    expect(await answered(templates, accept)).toEqual(expected);
  });

  test('that is empty answers nothing', async () => {
    expect((await answered({ 'application/json': '' }))[0]).toBe('');
  });
});
