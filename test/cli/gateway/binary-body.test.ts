import { openQueueDoor } from './support/door';
import type { RawRequest } from './support/http';

const BYTES = Buffer.from([0x00, 0xff, 0x80, 0x0d, 0x0a, 0x7b]);
const TEMPLATE = { 'application/octet-stream': '$input.body', 'application/json': '$input.body', 'image/png': '$input.body' };

interface Handling {
  readonly types: readonly string[];
  readonly handling?: string;
}

/** What the queue gets, or the error that the door names. */
async function sent({ types, handling }: Handling, request: RawRequest, templates: { readonly [type: string]: string } = TEMPLATE): Promise<string> {
  const integration = { ContentHandling: handling, RequestTemplates: templates, PassthroughBehavior: 'WHEN_NO_TEMPLATES' };
  const door = await openQueueDoor(integration, { api: { BinaryMediaTypes: types } });
  await door.send(request);
  return door.queue.received[0]?.body ?? door.refused[0]?.error ?? '';
}

const octets = (body: string | Buffer): RawRequest => ({ headers: [['Content-Type', 'application/octet-stream']], body });

describe('a body of a binary type', () => {
  test('is base64 of its exact bytes under CONVERT_TO_TEXT', async () => {
    expect(await sent({ types: ['application/octet-stream'], handling: 'CONVERT_TO_TEXT' }, octets(BYTES))).toBe(BYTES.toString('base64'));
  });

  test.each([undefined, 'CONVERT_TO_BINARY'])('cannot be read by a template where contentHandling is %s', async handling => {
    expect(await sent({ types: ['application/octet-stream'], handling }, octets(BYTES))).toContain('API_CONFIGURATION_ERROR: a request template cannot read a binary body');
  });

  test.each([undefined, 'CONVERT_TO_BINARY'])('passes through as it is where there is no template and contentHandling is %s', async handling => {
    expect(await sent({ types: ['application/octet-stream'], handling }, octets('plain'), {})).toBe('plain');
  });

  test('passes through as base64 where there is no template under CONVERT_TO_TEXT', async () => {
    expect(await sent({ types: ['application/octet-stream'], handling: 'CONVERT_TO_TEXT' }, octets(BYTES), {})).toBe(BYTES.toString('base64'));
  });

  test('that is empty is {} to the template', async () => {
    expect(await sent({ types: ['application/octet-stream'], handling: 'CONVERT_TO_TEXT' }, octets(''))).toBe('{}');
  });
});

describe('a body of a text type', () => {
  test.each([undefined, 'CONVERT_TO_TEXT'])('stays text beside binary types where contentHandling is %s', async handling => {
    expect(await sent({ types: ['application/octet-stream'], handling }, { body: 'Grüße' })).toBe('Grüße');
  });

  test('is decoded from base64 under CONVERT_TO_BINARY', async () => {
    expect(await sent({ types: [], handling: 'CONVERT_TO_BINARY' }, { body: 'R3LDvMOfZQ==' }, {})).toBe('Grüße');
  });

  test.each(['no base64!', 'R3L', 'R3LD=vMO'])('that is no base64 is an error under CONVERT_TO_BINARY: %s', async body => {
    expect(await sent({ types: [], handling: 'CONVERT_TO_BINARY' }, { body }, {})).toContain('needs base64');
  });
});

describe('a binary media type', () => {
  test.each([
    ['application/octet-stream', 'application/octet-stream', true],
    ['application/octet-stream', 'Application/Octet-Stream; charset=x', true],
    ['image/*', 'image/png', true],
    ['*/*', 'image/png', true],
    ['*/png', 'image/png', false],
    ['image/jpeg', 'image/png', false],
    ['image*', 'image/png', false],
  ])('%s matches %s: %s', async (configured, contentType, matches) => {
    const body = await sent({ types: [configured], handling: 'CONVERT_TO_TEXT' }, { headers: [['Content-Type', contentType]], body: 'text' });
    expect(body).toBe(matches ? Buffer.from('text').toString('base64') : 'text');
  });

  test('of */* matches a request without a type', async () => {
    expect(await sent({ types: ['*/*'], handling: 'CONVERT_TO_TEXT' }, { body: 'text' })).toBe('dGV4dA==');
  });
});
