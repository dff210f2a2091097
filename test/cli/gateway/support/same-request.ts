import type { DecodedMessage } from './decoded-message';
import type { HostileRequest } from './hostile-requests';

const ADDED_HEADERS = ['Host', 'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'];

/** A webhook's message holds what was sent (P2), in its places and nowhere else (P7). */
export function expectSameRequest(decoded: DecodedMessage, sent: HostileRequest, { binary }: { readonly binary: boolean }): void {
  expect(['QueueUrl', 'MessageBody', 'MessageGroupId', 'MessageDeduplicationId', 'MessageAttributes']).toEqual(expect.arrayContaining([...decoded.members]));
  expect(decoded).toMatchObject({ route: '/hooks', method: sent.method, path: `/prod/hooks${sent.below}`, sourceAddress: '127.0.0.1' });
  expect(decoded.body).toEqual(expectedBody(sent.body, binary));
  expect(decoded.flags.includes('maybeEmpty')).toBe(sent.body.length === 0 || (!binary && sent.body.toString() === '{}'));
  expect(decoded.flags.includes('lossy')).toBe(!binary && sent.body.toString('utf8').includes('\ufffd'));
  expect(new Map(decoded.query)).toEqual(new Map(sent.query));
  expect(new Map(decoded.headers.filter(([name]) => !isAdded(name)))).toEqual(expectedHeaders(sent));
}

/** Text that is no UTF-8 has lost bytes before a template could see them, and an empty text looks like `{}`. */
function expectedBody(body: Buffer, binary: boolean): Buffer {
  if (binary) return body;
  return body.length === 0 ? Buffer.from('{}') : Buffer.from(body.toString('utf8'));
}

function expectedHeaders({ headers }: HostileRequest): Map<string, string> {
  const kept = headers.filter(([name, value]) => !isAdded(name) && !(name.toLowerCase() === 'authorization' && value.startsWith('AWS4-HMAC-SHA256')));
  return new Map(kept.map(([name, value]) => [name.toLowerCase() === 'authorization' ? 'Authorization' : name, value]));
}

function isAdded(name: string): boolean {
  return ADDED_HEADERS.some(added => added.toLowerCase() === name.toLowerCase());
}
