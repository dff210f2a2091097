import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { ElasticMq, missingPrograms, startElasticMq } from './elasticmq';
import { KNOWN_DIFFERENCES } from './known-differences';
import { PROBES } from '../../cli/queue/probes';
import { Lab } from '../../cli/queue/probes/probe';
import { RunningQueues, startQueues } from '../../cli/queue/support/server';

const PROBES_AT_ONCE = 6;
/** Within this time a request that was sent has reached ElasticMQ. */
const REACHED_MILLIS = 300;

const missing = missingPrograms();
if (missing.length > 0) console.warn(`SKIPPED: the ElasticMQ referee needs ${missing.join(' and ')}, which this machine does not have`);

(missing.length > 0 ? describe.skip : describe)('ElasticMQ 1.7.1 and our queue', () => {
  let elasticMq: ElasticMq;
  let elasticSqs: SQSClient;
  let ours: RunningQueues;
  let elasticLab: Lab;
  let ourLab: Lab;
  const shownByElasticMq = new Map<string, unknown>();

  beforeAll(async () => {
    elasticMq = await startElasticMq();
    elasticSqs = new SQSClient({ endpoint: elasticMq.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
    elasticLab = new Lab(elasticSqs, { pass: async (millis) => sleep(millis), whenWaiting: async () => sleep(REACHED_MILLIS) });
    ours = await startQueues();
    ourLab = new Lab(ours.sqs, { pass: (millis) => ours.clock.advance(millis), whenWaiting: async () => ours.whenWaiting() });
    const waiting = [...PROBES];
    await Promise.all(Array.from({ length: PROBES_AT_ONCE }, async () => {
      for (let probe = waiting.shift(); probe; probe = waiting.shift()) shownByElasticMq.set(probe.name, await probe.run(elasticLab));
    }));
  }, 600_000);

  afterAll(async () => {
    elasticSqs?.destroy();
    await ours?.close();
    await elasticMq?.stop();
  });

  test.each(PROBES)('$name', async ({ name, run }) => {
    const shown = shownByElasticMq.get(name);
    const known = KNOWN_DIFFERENCES[name];
    const shownByOurs = await run(ourLab);
    expect(shown).toEqual(known ? known.elasticMq : shownByOurs);
    if (known) expect(shownByOurs).not.toEqual(shown);
  });

  test('every known difference is one of the probes', () => {
    expect(PROBES.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(KNOWN_DIFFERENCES)));
  });

  test('hand out one group alike, whatever is received, deleted and given back', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('send' as const) }),
      fc.record({ do: fc.constant('receive' as const), limit: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constantFrom('delete' as const, 'give back' as const), which: fc.nat(5) }),
    );
    const play = async (lab: Lab, steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const queue = await lab.fifo({ VisibilityTimeout: '600' });
      const held: { ReceiptHandle?: string; Body?: string }[] = [];
      const seen: unknown[] = [];
      for (const [index, next] of steps.entries()) {
        if (next.do === 'send') {
          await lab.sendInGroups(queue, `a${index}`);
        } else if (next.do === 'receive') {
          const messages = await lab.receive(queue, { MaxNumberOfMessages: next.limit });
          seen.push(messages.map(({ Body }) => Body));
          held.push(...messages);
        } else {
          const [message] = held.splice(next.which, 1);
          if (!message) continue;
          seen.push(next.do === 'delete' ? await lab.delete(queue, message) : await lab.changeVisibility(queue, message, 0));
        }
      }
      return seen;
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
      expect(await play(ourLab, steps)).toEqual(await play(elasticLab, steps));
    }), { numRuns: 40 });
  }, 120_000);
});
