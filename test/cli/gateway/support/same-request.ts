import type { DecodedMessage } from './decoded-message';
import { expectIds } from './expected-ids';
import { BROKEN_NAME, type HostileRequest } from './hostile-requests';
import { QUEUE_URL } from './synthesized-api';
import type { IdOptions } from '../../../../src/door/id-template';

const ADDED_HEADERS = ['Host', 'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'];

/** What a template was made for. */
export interface TemplateVariant extends Pick<IdOptions, 'fifo' | 'group' | 'missingGroupId' | 'deduplication'> {
  readonly binary: boolean;
}

/** A webhook's message holds what was sent (P2), in its places and nowhere else (P7). */
export function expectSameRequest(decoded: DecodedMessage, sent: HostileRequest, variant: TemplateVariant): void {
  const { binary } = variant;
  const { queueUrl, route, method, path, sourceAddress } = decoded;
  expect([queueUrl, route, method, path, sourceAddress]).toEqual([QUEUE_URL, '/hooks', sent.method, `/prod/hooks${sent.below}`, '127.0.0.1']);
  if (!decoded.body.equals(expectedBody(sent.body, binary))) expect(decoded.body).toEqual(expectedBody(sent.body, binary));
  expect([decoded.flags.includes('maybeEmpty'), decoded.flags.includes('lossy'), decoded.flags.includes('truncated')])
    .toEqual([sent.body.length === 0 || (!binary && sent.body.toString() === '{}'), !binary && sent.body.toString('utf8').includes('\ufffd'), false]);
  expectSamePairs(decoded.query.filter(([name]) => !name.startsWith(BROKEN_NAME)), new Map(sent.query));
  expectSamePairs(decoded.headers.filter(([name]) => !isAdded(name)), expectedHeaders(sent));
  expectIds(decoded, sent, variant);
}

/** As text first, which spares the many that are alike the slow comparison with a readable difference. */
function expectSamePairs(decoded: ReadonlyArray<readonly [string, string]>, sent: ReadonlyMap<string, string>): void {
  const sorted = (pairs: Iterable<readonly [string, string]>) => [...pairs].map(pair => JSON.stringify(pair)).sort();
  const [ours, theirs] = [sorted(decoded), sorted(sent)];
  if (ours.join() !== theirs.join()) expect(ours).toEqual(theirs);
}

/** Text that is no UTF-8 has lost bytes before a template could see them, and an empty text looks like `{}`. */
function expectedBody(body: Buffer, binary: boolean): Buffer {
  if (binary) return body;
  return body.length === 0 ? Buffer.from('{}') : Buffer.from(body.toString('utf8'));
}

/** Of headers that are there twice, whatever the case of their names, the last one counts. */
function expectedHeaders({ headers }: HostileRequest): Map<string, string> {
  const last = [...new Map(headers.map(header => [header[0].toLowerCase(), header])).values()];
  const kept = last.filter(([name, value]) => !isAdded(name) && !(name.toLowerCase() === 'authorization' && value.startsWith('AWS4-HMAC-SHA256')));
  return new Map(kept.map(([name, value]) => [name.toLowerCase() === 'authorization' ? 'Authorization' : name, value]));
}

function isAdded(name: string): boolean {
  return ADDED_HEADERS.some(added => added.toLowerCase() === name.toLowerCase());
}
