import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { record, RECEIVED_AT } from './support/records';
import { announcement } from '../../lambda/forwarder/destinations/announcement';
import { deliveryOf } from '../../lambda/forwarder/invocation';

interface Schema {
  readonly required: readonly string[];
  readonly properties: { readonly [name: string]: Partial<Schema> };
}

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/announcement.schema.json'), 'utf8')) as Schema;
const ending = { state: 'DEAD_LETTERED', reason: 'EXHAUSTED', attempts: 3, lastStatus: '503' } as const;
const announced = JSON.parse(JSON.stringify(announcement(ending, deliveryOf(record()), { buffer: 'Shop/Orders', includeBody: true }, RECEIVED_AT))) as Schema['properties'];

test('the schema names each field of an announcement, and requires none that may be missing', () => {
  expect(Object.keys(announced).sort()).toEqual(Object.keys(schema.properties).sort());
  expect(Object.keys(announced.webhook ?? {}).sort()).toEqual(Object.keys(schema.properties.webhook?.properties ?? {}).sort());
  const malformed = announcement({ state: 'DEAD_LETTERED' }, deliveryOf({ ...record(), body: '' }), { buffer: 'Shop/Orders', includeBody: true }, RECEIVED_AT);
  expect(Object.keys(JSON.parse(JSON.stringify(malformed)) as object).sort()).toEqual([...schema.required].sort());
});
