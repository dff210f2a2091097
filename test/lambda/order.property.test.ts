import type { SQSBatchResponse } from 'aws-lambda';
import fc from 'fast-check';
import { DELIVERED, failuresOf, Harness, REFUSED, SETTINGS, UNAVAILABLE } from './support/harness';
import { NaiveFifoQueue, type QueuedMessage } from './support/naive-fifo-queue';
import { record } from './support/records';
import type { TargetResult } from '../../lambda/forwarder/ports';

/**
 * How one attempt ends. `crash` takes Lambda's answer away, after all else was done; `kill` ends the forwarder in the middle of the request,
 * so that nothing that it does afterwards has an effect.
 */
const ENDINGS = ['delivered', 'retry', 'refused', 'defect', 'crash', 'kill'] as const;
type Ending = typeof ENDINGS[number];

const never = () => new Promise<never>(() => { /* the forwarder is dead */ });

/** Lets a port do nothing more once the forwarder is dead. */
function mortal<Port extends object>(port: Port, isDead: () => boolean): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      return typeof member !== 'function' ? member : (...given: unknown[]): unknown => isDead() ? never() : Reflect.apply(member, target, given);
    },
  });
}

/** One invocation. Undefined if Lambda got no answer. */
async function invoke(harness: Harness, batch: readonly QueuedMessage[], endings: Iterator<Ending>): Promise<SQSBatchResponse | undefined> {
  let dead = false;
  let crashed = false;
  let kill: (nothing: undefined) => void = () => { /* set below */ };
  const killed = new Promise<undefined>(resolve => { kill = resolve; });
  harness.target.respond = (): TargetResult | Promise<TargetResult> => {
    const ending = endings.next().value ?? 'delivered';
    if (ending === 'defect') throw new Error('a defect');
    if (ending === 'kill') {
      dead = true;
      kill(undefined);
      return never();
    }
    crashed ||= ending === 'crash';
    return ending === 'retry' ? UNAVAILABLE : ending === 'refused' ? REFUSED : DELIVERED;
  };
  const isDead = () => dead;
  const { target, table, queue } = harness.ports;
  const ports = { target: mortal(target, isDead), table: mortal(table, isDead), queue: mortal(queue, isDead) };
  // Without time left nothing waits for what is dead.
  const running = harness.run(batch.map(record), () => dead ? 0 : 60_000, ports);
  const answer = await Promise.race([running, killed]);
  return crashed || dead ? undefined : answer;
}

async function drain(harness: Harness, messages: QueuedMessage[], endings: Iterator<Ending>): Promise<void> {
  const queue = new NaiveFifoQueue(messages, 360_000);
  for (let next = queue.nextVisibleAt; next !== undefined; next = queue.nextVisibleAt) {
    harness.time = Math.max(harness.time + 1, next);
    const batch = queue.receive(harness.time);
    const answer = await invoke(harness, batch, endings);
    if (answer === undefined) continue;
    const failed = failuresOf(answer);
    queue.delete(batch.map(({ messageId }) => messageId).filter(id => !failed.includes(id)));
    for (const { messageId, seconds } of harness.hidden.splice(0).flat()) {
      const message = batch.find(other => other.messageId === messageId);
      if (message) message.visibleAt = harness.time + seconds * 1000;
    }
  }
}

/** The order in which the target saw the messages of a group. */
function expectOrder(messages: readonly QueuedMessage[], attempted: readonly string[]): void {
  const positions = attempted.map(id => messages.findIndex(({ messageId }) => messageId === id));
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
  expect(new Set(attempted).size).toBe(messages.length);
}

describe('webhooks of a FIFO queue', () => {
  const groups = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 25 });
  const endings = fc.array(fc.constantFrom(...ENDINGS), { maxLength: 60 });

  it('P3 P5 P6 arrive in the order of their group, none is lost and each attempt is recorded, however attempts end', async () => {
    await fc.assert(fc.asyncProperty(groups, endings, fc.integer({ min: 1, max: 4 }), async (groupOf, given, groupsInParallel) => {
      const harness = new Harness({ ...SETTINGS, groupsInParallel });
      const messages = groupOf.map((group, index) => ({ messageId: `m${index}`, group, receiveCount: 0, visibleAt: 0 }));
      await drain(harness, messages, given.values());

      for (const group of new Set(groupOf)) {
        const own = messages.filter(message => message.group === group);
        expectOrder(own, harness.target.messageIds.filter(id => own.some(({ messageId }) => messageId === id)));
      }
      const last = messages.map(({ messageId }) => harness.table.attemptsOf(messageId).at(-1)?.status);
      expect(last.filter(status => status !== 'DELIVERED' && status !== 'PERMANENT' && status !== 'EXHAUSTED')).toEqual([]);
      expect(harness.deadLetters).toHaveLength(last.filter(status => status !== 'DELIVERED').length);
      // Where the forwarder was killed there may be more: an attempt whose request did not go out any more is unknown as well.
      for (const { messageId } of messages) {
        const made = harness.target.messageIds.filter(id => id === messageId).length;
        expect(harness.table.attemptsOf(messageId).length).toBeGreaterThanOrEqual(made);
      }
      expect([...harness.table.attempts.values()].filter(({ status }) => status === 'STARTED')).toEqual([]);
    }), { numRuns: 300 });
  });
});
