import { createHash } from 'node:crypto';
import { Duration } from 'aws-cdk-lib';
import { System } from './support/system';
import { startTableEngine } from '../../cli/local/table/table-engine';
import { ExhaustedAction, MessageGrouping, RetryPolicy } from '../../src';
import {
  ATTEMPT_TABLE, attemptStatusIndexKey, groupIndexKey, headStatusIndexKey, messagePartitionKey, statusShard, STATUS_SHARDS, type AttemptStatus,
} from '../../src/contract/attempt-table';
import { ATTEMPT_LOG_FALLBACK_MESSAGE } from '../../src/contract/log-lines';
import { METRIC } from '../../src/contract/metrics';

jest.setTimeout(60_000);

const RETENTION = Duration.days(7);

describe('P6: every attempt is found', () => {
  let system: System;
  let messageId: string;
  let failing: string;
  let stillFails = true;

  beforeAll(async () => {
    system = await System.start({
      grouping: MessageGrouping.header('X-Group'),
      retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAttempts: 1_000 }),
      onExhausted: ExhaustedAction.DEAD_LETTER,
      attemptRetention: RETENTION,
    }, {
      backend: {
        behaviour: ({ url, headers }) => {
          if (url.includes('failing')) return { status: stillFails ? 503 : 200 };
          if (url.includes('refused')) return { status: 422 };
          const first = headers.some(([name, value]) => name === 'webhook-buffer-attempt' && value === '1');
          return first ? { status: 500, headers: { 'X-Reason': 'busy' }, body: 'come back later' } : { status: 201, body: 'thanks' };
        },
      },
    });
    messageId = await system.accept('/orders?x=1', { headers: { 'X-Group': 'shop/1' }, body: 'ü' });
    await system.accept('/orders', { headers: { 'X-Group': 'shop/1' }, body: 'second' });
    await system.accept('/refused', { headers: { 'X-Group': 'refused' } });
    await system.drained();
    failing = await system.accept('/failing', { headers: { 'X-Group': 'failing' } });
    while ((await system.attempts(failing)).filter(({ status }) => status === 'RETRY').length === 0) await new Promise(resolve => setTimeout(resolve, 20));
  });
  afterAll(async () => {
    stillFails = false;
    await system.drained();
    await system.stop();
  });

  test('by webhook, oldest first, with what was sent and what came back', async () => {
    const attempts = await system.attempts(messageId);
    const common = {
      pk: messagePartitionKey(messageId),
      messageId,
      group: 'shop%2F1',
      route: '/',
      method: 'POST',
      path: '/orders?x=1',
      bodyBytes: 2,
      bodySha256: createHash('sha256').update('ü').digest('hex'),
      receivedAt: expect.stringMatching(/^20.*Z$/),
    };
    expect(attempts).toEqual([
      expect.objectContaining({ ...common, status: 'RETRY', httpStatus: 500, responseBody: 'come back later', receiveCount: 1, retryAt: expect.any(String) }),
      expect.objectContaining({ ...common, status: 'DELIVERED', httpStatus: 201, responseBody: 'thanks', receiveCount: 2 }),
    ]);
    expect(attempts[0].responseHeaders).toMatchObject({ 'x-reason': 'busy' });
    expect(attempts[0].startedAt < attempts[1].startedAt).toBe(true);
  });

  test('by group, oldest first', async () => {
    const attempts = await system.table.query(ATTEMPT_TABLE.GROUP_INDEX, groupIndexKey('shop%2F1'));
    expect(attempts.map(({ status }) => status)).toEqual(['RETRY', 'DELIVERED', 'RETRY', 'DELIVERED']);
    expect(attempts.slice(0, 2).map(attempt => attempt.messageId)).toEqual([messageId, messageId]);
  });

  test.each<[AttemptStatus, string]>([
    ['RETRY', 'shop%2F1'],
    ['PERMANENT', 'refused'],
  ])('by status and hour, unless it was delivered: %s', async (status, group) => {
    const [first] = (await system.table.attempts()).filter(attempt => attempt.status === status && attempt.group === group);
    const key = attemptStatusIndexKey(status, first.startedAt, statusShard(first.messageId));
    const found = await system.table.query(ATTEMPT_TABLE.STATUS_INDEX, key);
    expect(found).toContainEqual(expect.objectContaining({ messageId: first.messageId, status, group }));
    expect((await system.table.items(ATTEMPT_TABLE.STATUS_INDEX.NAME)).filter(item => item.status === 'DELIVERED' || item.status === 'STARTED')).toEqual([]);
  });

  test('and so is a webhook that fails or was given up, by its state', async () => {
    const inState = async (state: 'FAILING' | 'DEAD_LETTERED' | 'DELIVERED'): Promise<unknown[]> => {
      const keys = Array.from({ length: STATUS_SHARDS }, (_, shard) => headStatusIndexKey(state, shard));
      return (await Promise.all(keys.map(key => system.table.query(ATTEMPT_TABLE.STATUS_INDEX, key)))).flat().map(({ group }) => group);
    };
    expect(await inState('FAILING')).toEqual(['failing']);
    expect(await inState('DEAD_LETTERED')).toEqual(['refused']);
    expect(await inState('DELIVERED')).toEqual([]);
  });

  test('until its time is over', async () => {
    const now = Date.now() / 1000;
    for (const { ttl } of await system.table.items()) {
      expect(ttl).toBeGreaterThan(now + RETENTION.toSeconds() - 600);
      expect(ttl).toBeLessThanOrEqual(now + RETENTION.toSeconds());
    }
  });
});

describe('P6, F31: no secret and no body', () => {
  const SECRET = 'plant3d-s3cret';
  let system: System;

  beforeAll(async () => {
    system = await System.start({ retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAttempts: 2 }) }, {
      backend: {
        behaviour: () => ({
          status: 500,
          headers: { 'Set-Cookie': `session=${SECRET}`, 'X-Api-Key': SECRET, 'Location': `https://u:${SECRET}@example.com/${SECRET}?code=${SECRET}` },
          body: JSON.stringify({ access_token: SECRET, password: SECRET, link: `https://user:${SECRET}@example.com/`, authorization: `Bearer ${SECRET}` }),
        }),
      },
    });
    await system.accept(`/hook?token=${SECRET}&api_key=${SECRET}&code=${SECRET}&sig=${SECRET}&key=${SECRET}&plain=visible`, {
      headers: {
        'Authorization': `Bearer ${SECRET}`, 'Cookie': `session=${SECRET}`, 'X-Api-Key': SECRET, 'X-Gitlab-Token': SECRET, 'X-Hub-Signature-256': `sha256=${SECRET}`,
      },
      body: JSON.stringify({ customer: SECRET }),
    });
    await system.drained();
  });
  afterAll(() => system.stop());

  test('is in the table', async () => {
    const items = await system.table.items();
    expect(items.filter(({ sk }) => sk.startsWith('A#'))).toHaveLength(2);
    expect(JSON.stringify(items)).not.toContain(SECRET);
    expect(JSON.stringify(items)).toContain('plain=visible');
  });

  test('is in what the forwarder prints', () => {
    expect(system.printed.length).toBeGreaterThan(1);
    expect(system.printed.join('\n')).not.toContain(SECRET);
  });

  test('is in the way: signatures arrive, and only what belongs to the door is withheld', () => {
    const [request] = system.requests('/hook');
    const names = request.headers.map(([name]) => name.toLowerCase());
    expect(names).toEqual(expect.arrayContaining(['x-hub-signature-256', 'x-gitlab-token']));
    expect(names).not.toEqual(expect.arrayContaining(['authorization']));
    expect(names).not.toEqual(expect.arrayContaining(['cookie']));
    expect(names).not.toEqual(expect.arrayContaining(['x-api-key']));
    expect(request.url).toContain(`token=${SECRET}`);
    expect(request.body.toString()).toContain(SECRET);
  });
});

describe('P6, F13: a broken log', () => {
  let system: System;

  beforeAll(async () => {
    const tables = await startTableEngine();
    system = await System.start({}, { dynamodbEndpoint: tables.endpoint });
    await tables.stop();
  });
  afterAll(() => system.stop());

  test('breaks no delivery, and not silently: the attempt is printed, and a metric counts it', async () => {
    const messageId = await system.accept('/orders');
    await system.drained();
    expect(system.requests('/orders')).toHaveLength(1);
    const lines = system.printed.filter(line => line.startsWith('{')).map(line => JSON.parse(line) as PrintedLine);
    expect(lines.filter(({ message }) => message === ATTEMPT_LOG_FALLBACK_MESSAGE).map(({ item }) => item))
      .toContainEqual(expect.objectContaining({ messageId, status: 'DELIVERED', httpStatus: 200 }));
    expect(lines.find(({ _aws }) => _aws !== undefined)).toMatchObject({ [METRIC.ATTEMPT_LOG_FAILED]: expect.anything() });
  });
});

interface PrintedLine {
  readonly message?: string;
  readonly item?: object;
  /** Of a line in CloudWatch's embedded metric format. */
  readonly _aws?: object;
}
