import { DynaliteTable } from './support/dynalite-table';
import { DynamoDbClaims } from '../../lambda/forwarder/attempts/dynamodb-claims';

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const HOUR = 3_600_000;

let engine: DynaliteTable;
let claims: DynamoDbClaims;
let serial = 0;

beforeAll(async () => {
  engine = await DynaliteTable.start();
  claims = new DynamoDbClaims(engine.client, engine.name);
});
afterAll(() => engine.stop());

const freshId = () => `/github:${++serial}`;
const claim = (id: string, messageId: string, now = NOW, insteadOf?: string) => claims.claim({ id, messageId, now, until: now + HOUR, insteadOf });

test('the first message that claims an id holds it', async () => {
  const id = freshId();
  expect(await claim(id, 'm1')).toBe('m1');
  expect(await claim(id, 'm2')).toBe('m1');
  expect(await claim(id, 'm1')).toBe('m1');
  expect(await claim(freshId(), 'm2')).toBe('m2');
});

test('exactly one of many that claim an id at the same time holds it', async () => {
  const id = freshId();
  const owners = await Promise.all(Array.from({ length: 10 }, (_, index) => claim(id, `m${index}`)));
  expect(new Set(owners).size).toBe(1);
});

test('an id is free when its time is over, whether or not DynamoDB has deleted it', async () => {
  const id = freshId();
  await claim(id, 'm1');
  expect(await claim(id, 'm2', NOW + HOUR - 1_000)).toBe('m1');
  expect(await claim(id, 'm2', NOW + HOUR)).toBe('m2');
});

test('an id can be taken from one message, and from no other', async () => {
  const id = freshId();
  await claim(id, 'm1');
  expect(await claim(id, 'm3', NOW, 'm2')).toBe('m1');
  expect(await claim(id, 'm3', NOW, 'm1')).toBe('m3');
});

test('a claim expires with its window, and is in no index', async () => {
  const id = freshId();
  await claim(id, 'm1');
  expect((await engine.items()).find(({ pk }) => JSON.stringify(pk) === JSON.stringify({ S: `I#${id}` })))
    .toEqual({ pk: { S: `I#${id}` }, sk: { S: 'C' }, messageId: { S: 'm1' }, ttl: { N: String((NOW + HOUR) / 1_000) } });
});

test('a table that is not there is no claim', async () => {
  await expect(new DynamoDbClaims(engine.client, 'other').claim({ id: 'a', messageId: 'm', now: NOW, until: NOW })).rejects.toThrow();
});
