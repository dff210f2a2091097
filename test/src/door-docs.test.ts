import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesOf, synthesize } from './support';
import { DOOR_ERRORS, type DoorError } from '../../src/contract/door-errors';

const DOCUMENT = readFileSync(join(__dirname, '../../docs/door.md'), 'utf8');

/** Of the table of answers: statuses, cause and Retry-After, by code. */
const rows = new Map(DOCUMENT.split('\n').flatMap(line => {
  const [, code, statuses, cause, retryAfter] = /^\| `([a-z_]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$/.exec(line) ?? [];
  return code === undefined ? [] : [[code, { statuses: statuses.trim().split(', '), cause: cause.trim(), retryAfter: retryAfter.trim() }] as const];
}));

const errors: readonly DoorError[] = Object.values(DOOR_ERRORS);

const gatewayErrors = resourcesOf(synthesize().template, 'AWS::ApiGateway::GatewayResponse').map(({ Properties }) => {
  const { ResponseType, StatusCode = 'its own', ResponseTemplates } = Properties as unknown as {
    readonly ResponseType: string;
    readonly StatusCode?: string;
    readonly ResponseTemplates: { readonly 'application/json': string };
  };
  return { type: ResponseType, status: StatusCode, code: /"error":"(\w+)"/.exec(ResponseTemplates['application/json'])?.[1] ?? '' };
});

test.each(errors)('P1: docs/door.md tells of $code, $status', ({ code, status, retryAfterSeconds = '' }) => {
  expect(rows.get(code)).toEqual({ statuses: expect.arrayContaining([String(status)]), cause: expect.stringMatching(/./), retryAfter: String(retryAfterSeconds) });
});

test.each(gatewayErrors)('P1: docs/door.md tells of $code, which API Gateway answers by itself for $type', ({ code, status }) => {
  expect(rows.get(code)?.statuses).toContain(status);
});

test('docs/door.md tells of no code that no answer has', () => {
  const given = [...errors, ...gatewayErrors].map(({ code }) => code);
  expect([...rows.keys()].filter(code => !given.includes(code))).toEqual([]);
});
