import fc from 'fast-check';
import { World, type Fault } from './support/world';
import { DELIVERED, REFUSED, UNAVAILABLE } from '../support/harness';

const GROUPS = ['a', 'b', 'c'] as const;
const RETRY = { initialDelaySeconds: 5, maxDelaySeconds: 60, maxAgeSeconds: 86_400, maxAttempts: 2 };
/** Invocations that the event source mapping has run at the same time, and groups that each of them forwards at the same time. */
const [INVOCATIONS, GROUPS_IN_PARALLEL] = [3, 2];
const MOST_MINUTES = 24 * 60;

type Step =
  | { readonly kind: 'send'; readonly groups: ReadonlyArray<typeof GROUPS[number]> }
  | { readonly kind: 'poll'; readonly invocations: number; readonly alongside?: typeof GROUPS[number] | 'all' }
  | { readonly kind: 'release'; readonly group: typeof GROUPS[number] | 'all' }
  | { readonly kind: 'wait'; readonly seconds: number };

const group = fc.constantFrom(...GROUPS);
const steps = fc.array(fc.oneof<Array<fc.WeightedArbitrary<Step>>>(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('send' as const), groups: fc.array(group, { minLength: 1, maxLength: 8 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('poll' as const), invocations: fc.integer({ min: 1, max: INVOCATIONS }), alongside: fc.option(fc.oneof(group, fc.constant('all' as const)), { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), group: fc.oneof(group, fc.constant('all' as const)) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 30, 70, 310, 4_000) }) },
), { minLength: 4, maxLength: 40 });

const answers = fc.array(fc.constantFrom(DELIVERED, DELIVERED, DELIVERED, UNAVAILABLE, REFUSED), { maxLength: 80 });
/** Most calls are well. */
const faults = fc.array(fc.oneof(
  { weight: 20, arbitrary: fc.constant<Fault>('none') },
  { weight: 1, arbitrary: fc.constantFrom<Fault>('die before', 'die after', 'fail') },
), { maxLength: 400 });
const turns = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 400 });

class Story {
  private readonly sent = new Map<string, string[]>();
  private readonly world: World;

  constructor(answer: Iterator<typeof DELIVERED>, fault: Iterator<Fault>, turn: Iterator<number>) {
    this.world = new World({
      settings: { retry: RETRY, groupsInParallel: GROUPS_IN_PARALLEL },
      respond: () => answer.next().value ?? DELIVERED,
      fault: () => fault.next().value ?? 'none',
      turns: () => turn.next().value ?? 0,
    });
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'send': return step.groups.forEach(to => this.send(to));
      case 'wait': return this.world.wait(step.seconds);
      case 'release': return this.release(step.group);
      case 'poll': {
        const invocations = Array.from({ length: step.invocations }, () => this.world.poll());
        await Promise.all([...invocations, ...step.alongside === undefined ? [] : [this.release(step.alongside)]]);
      }
    }
  }

  /** The backend and AWS are well from now on, and the owner releases what is parked until nothing is. */
  async end(): Promise<void> {
    this.world.options = { ...this.world.options, respond: undefined, fault: undefined };
    for (let minute = 0; minute < MOST_MINUTES && (this.world.left > 0 || this.world.states.states.size > 0); minute++) {
      await this.world.release({ all: true });
      await this.world.pollAll();
      this.world.wait(60);
    }
  }

  check(): void {
    const { world, sent } = this;
    expect(world.left).toBe(0);
    expect(world.deadLetters()).toBe(0);
    expect([...world.states.states]).toEqual([]);
    for (const [of, ids] of sent) {
      expect([of, world.firstDeliveries(of)]).toEqual([of, ids]);
      expect([of, tooEarly(world, of, ids)]).toEqual([of, []]);
    }
    expect(world.highestConcurrencyOfAGroup).toBeLessThanOrEqual(1);
    expect(world.highestConcurrency).toBeLessThanOrEqual(INVOCATIONS * GROUPS_IN_PARALLEL);
  }

  private send(to: string): void {
    const ids = this.sent.get(to) ?? [];
    const id = `${to}${ids.length + 1}`;
    this.world.send(to, id);
    this.sent.set(to, [...ids, id]);
  }

  /** What an owner sees fail is tried again some time. */
  private async release(of: string): Promise<void> {
    await this.world.release(of === 'all' ? { all: true } : { group: of }).catch(() => undefined);
  }
}

/** Webhooks that were tried for the first time while an earlier one of their group was not delivered yet. */
function tooEarly(world: World, of: string, ids: readonly string[]): string[] {
  const [delivered, early] = [new Set<string>(), new Set<string>()];
  for (const attempt of world.attempts.filter(({ group: own }) => own === of)) {
    if (ids.slice(0, ids.indexOf(attempt.id)).some(id => !delivered.has(id))) early.add(attempt.id);
    if (attempt.delivered) delivered.add(attempt.id);
  }
  return [...early];
}

it('P3 P4 P5: webhooks that are parked and released arrive in the order of their group, none is lost or stuck, whatever fails, dies or runs at the same time', async () => {
  await fc.assert(fc.asyncProperty(steps, answers, faults, turns, async (given, answer, fault, turn) => {
    const story = new Story(answer.values(), fault.values(), turn.values());
    for (const step of given) await story.take(step);
    await story.end();
    story.check();
  }), { numRuns: 500 });
}, 120_000);
