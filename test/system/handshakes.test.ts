import { System } from './support/system';
import { WebhookSource } from '../../src';

jest.setTimeout(60_000);

const GRAPH_HANDSHAKE = '/graph?validationToken=Validation%3a+Testing';

let system: System;

beforeAll(async () => {
  system = await System.start({ source: WebhookSource.dropbox() }, {
    routes: { '/graph': { source: WebhookSource.microsoftGraph() }, '/by-function': { source: WebhookSource.microsoftGraph(), functionDoor: true } },
  });
});
afterAll(() => system.stop());

test('a handshake by GET is answered, and nothing is queued', async () => {
  expect(await system.post('/?challenge=abc123', { method: 'GET', type: '', body: '' })).toMatchObject({ status: 200, body: 'abc123' });
  expect(system.accepted).toEqual([]);
});

test('a handshake by POST is answered by the function door, and nothing is queued', async () => {
  const answer = await system.post('/by-function?validationToken=Validation%3a+Testing', { type: 'text/plain', body: '' });
  expect(answer).toMatchObject({ status: 200, body: 'Validation: Testing' });
  expect(system.accepted).toEqual([]);
});

test('P9: a handshake by POST is answered, queued, counted, and never seen by the backend', async () => {
  expect(await system.post(GRAPH_HANDSHAKE, { type: 'text/plain', body: '' })).toMatchObject({ status: 200, body: 'Validation: Testing' });
  await system.drained();
  expect(system.accepted).toHaveLength(1);
  expect(system.requests()).toEqual([]);
  expect(await system.attempts(system.accepted[0].messageId)).toEqual([]);
  expect(system.printed.join('\n')).toMatch(/"Handshakes":\s*\[?1/);
});

test('P5: what has a body reaches the backend, whatever its query says', async () => {
  await system.post(GRAPH_HANDSHAKE, { body: '{"value":[]}' });
  await system.drained();
  expect(system.requests('/graph').map(({ body }) => body.toString())).toEqual(['{"value":[]}']);
});
