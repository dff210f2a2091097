import { World, type Fault } from './support/world';
import { DELIVERED, REFUSED, UNAVAILABLE } from '../support/harness';

/** A group of which so many webhooks are parked, at a backend that is mended. */
async function parkedGroup(count: number, group = 'a', world = new World()): Promise<World> {
  world.options = { ...world.options, respond: id => id === `${group}1` ? REFUSED : DELIVERED };
  for (let number = 1; number <= count; number++) world.send(group, `${group}${number}`);
  await world.pollAll();
  world.options = { ...world.options, respond: undefined };
  world.attempts.length = 0;
  return world;
}

const idsOf = (world: World, group = 'a'): string[] => world.attempts.filter(attempt => attempt.group === group).map(({ id }) => id);
const numbered = (count: number, group = 'a'): string[] => Array.from({ length: count }, (_, index) => `${group}${index + 1}`);

describe('F20: a group that is released', () => {
  it('is delivered in order, more than a batch of it, and flows again', async () => {
    const world = await parkedGroup(25);
    expect(await world.release({ group: 'a' })).toEqual({ released: 1, complete: true });
    await world.settle(2);
    expect(idsOf(world)).toEqual(numbered(25));
    expect([world.left, world.states.states.size, world.count('RELEASED')]).toEqual([0, 0, 25]);
    world.send('a', 'a26');
    await world.pollAll();
    expect(idsOf(world).at(-1)).toBe('a26');
    expect(world.parked).toBe(0);
  });

  it('has newer webhooks queue up behind what is parked', async () => {
    const world = await parkedGroup(12);
    world.beforeAttempt = async id => {
      if (id !== 'a3') return;
      world.send('a', 'a13');
      expect(await world.poll()).toBe(1);
      expect(idsOf(world)).toEqual(['a1', 'a2']);
    };
    await world.release({ group: 'a' });
    await world.settle(2);
    expect(idsOf(world)).toEqual(numbered(13));
    expect([world.left, world.states.states.size]).toEqual([0, 0]);
  });

  it('keeps the message ids under which its webhooks were accepted', async () => {
    const world = new World({ respond: () => REFUSED });
    const ids = ['a1', 'a2'].map(id => world.send('a', id));
    await world.pollAll();
    world.options = {};
    await world.release({ group: 'a' });
    await world.settle(2);
    expect(world.attempts.map(({ messageId }) => messageId)).toEqual([ids[0], ...ids]);
    expect(ids.map(id => world.table.statusesOf(id))).toEqual([['PERMANENT', 'DELIVERED'], ['DELIVERED']]);
    expect(ids.map(id => world.table.heads.get(id)?.state)).toEqual(['DELIVERED', 'DELIVERED']);
  });

  it('leaves other groups parked, whose webhooks are passed over', async () => {
    const world = await parkedGroup(3, 'b', await parkedGroup(3));
    await world.release({ group: 'b' });
    await world.settle(2);
    expect([idsOf(world, 'a'), idsOf(world, 'b')]).toEqual([[], numbered(3, 'b')]);
    expect([world.parked, [...world.states.states.keys()]]).toEqual([3, ['a']]);
  });

  it('is one of all where all are released', async () => {
    const world = await parkedGroup(3, 'b', await parkedGroup(3));
    expect(await world.release({ all: true })).toEqual({ released: 2, complete: true });
    await world.settle(2);
    expect([idsOf(world, 'a'), idsOf(world, 'b')]).toEqual([numbered(3), numbered(3, 'b')]);
  });

  it('changes nothing where it is not parked', async () => {
    const world = new World();
    expect(await world.release({ group: 'a' })).toEqual({ released: 0, complete: true });
    expect(world.left).toBe(0);
  });

  it.each<[string, object]>([['nothing', {}], ['a group that is no text', { group: 1 }], ['not all', { all: false }]])('is refused with %s', async (_, request) => {
    const failing = new World().release(request as { readonly all: true });
    await expect(failing).rejects.toThrow('release: expected {"group": "..."} or {"all": true}');
  });

  it('starts anew with its attempts and its age', async () => {
    const retry = { initialDelaySeconds: 1, maxDelaySeconds: 1, maxAgeSeconds: 600, maxAttempts: 3 };
    const world = new World({ settings: { retry }, respond: () => UNAVAILABLE });
    world.send('a', 'a1');
    await world.settle(5);
    expect([world.attempts.length, world.parked]).toEqual([3, 1]);
    world.wait(3_600);
    await world.release({ group: 'a' });
    await world.settle(5);
    expect([world.attempts.length, world.parked]).toEqual([6, 1]);
    await world.release({ group: 'a' });
    await world.settle(5);
    expect([world.attempts.length, world.parked, world.states.states.get('a')?.state]).toEqual([9, 1, 'PARKED']);
  });

  it('is parked anew where a webhook is given up again, which keeps its place', async () => {
    const world = await parkedGroup(4);
    world.options = { respond: id => id === 'a2' ? REFUSED : DELIVERED };
    await world.release({ group: 'a' });
    await world.settle(3);
    expect([idsOf(world), world.parked]).toEqual([['a1', 'a2'], 3]);
    world.options = {};
    await world.release({ group: 'a' });
    await world.settle(3);
    expect(idsOf(world)).toEqual(['a1', 'a2', 'a2', 'a3', 'a4']);
  });

  it('has its release message wait for as long as the group does, so that its receives last', async () => {
    const world = await parkedGroup(2);
    const retry = { initialDelaySeconds: 3_600, maxDelaySeconds: 3_600, maxAgeSeconds: 86_400 };
    world.options = { settings: { retry }, respond: (_, attempt) => attempt < 4 ? UNAVAILABLE : DELIVERED };
    await world.release({ group: 'a' });
    await world.settle(8 * 60);
    expect(idsOf(world)).toEqual(['a1', 'a1', 'a1', 'a2', 'a2', 'a2', 'a2']);
    expect(world.published.length).toBeLessThan(20);
    expect(world.left).toBe(0);
  });

  it('does not take more attempts at once than groups are forwarded in parallel', async () => {
    let world = new World({ settings: { groupsInParallel: 2 }, turns: () => 1 });
    for (const group of ['a', 'b', 'c', 'd']) world = await parkedGroup(6, group, world);
    await world.release({ all: true });
    for (const group of ['e', 'f', 'g']) world.send(group, `${group}1`);
    world.highestConcurrency = 0;
    await world.settle(3);
    expect([world.highestConcurrency, world.left]).toEqual([2, 0]);
  });

  it('does not wait for ever for webhooks that expired', async () => {
    const world = await parkedGroup(2);
    world.wait(15 * 86_400);
    await world.release({ group: 'a' });
    await world.settle(10);
    expect([world.attempts, world.left, world.states.states.size]).toEqual([[], 0, 0]);
  });

  it('goes on by a new message before the receives of the first are used up', async () => {
    const world = await parkedGroup(3);
    world.options = { respond: () => UNAVAILABLE, settings: { retry: { initialDelaySeconds: 1, maxDelaySeconds: 1, maxAgeSeconds: 13 * 86_400 } } };
    await world.release({ group: 'a' });
    await world.settle(1_200);
    expect(world.deadLetters()).toBe(0);
    world.options = {};
    await world.settle(60);
    expect([world.firstDeliveries('a'), world.left]).toEqual([numbered(3), 0]);
  });

  it('is drained although AWS fails now and then', async () => {
    const world = await parkedGroup(5);
    let calls = 0;
    world.options = { fault: call => call !== 'acknowledge' && ++calls % 4 === 0 ? 'fail' : 'none' };
    while ((await world.release({ group: 'a' }).catch(() => undefined))?.released !== 1) { /* as an owner would */ }
    await world.settle(600);
    expect([world.firstDeliveries('a'), world.left, world.states.states.size]).toEqual([numbered(5), 0, 0]);
  });
});

describe('F20: the race between the last webhook that is drained and the next that arrives', () => {
  /** Lets something happen before calls of ports, by their number; what happens makes calls that do not count. */
  function happenings(...numbers: readonly number[]) {
    let [calls, happening] = [0, false];
    const before = (happen: () => Promise<void>) => async (): Promise<Fault> => {
      if (happening) return 'none';
      const number = calls++;
      happening = true;
      for (const due of numbers) if (due === number) await happen();
      happening = false;
      return 'none';
    };
    return { before, calls: () => calls };
  }

  /** Drains two webhooks; at each of the calls another one arrives. */
  async function drainWithArrivals(...at: readonly number[]): Promise<{ readonly world: World; readonly calls: number }> {
    const world = await parkedGroup(2);
    await world.release({ group: 'a' });
    const { before, calls } = happenings(...at);
    let next = 3;
    world.options = {
      fault: before(async () => {
        world.send('a', `a${next++}`);
        await world.poll();
      }),
    };
    await world.settle(10);
    return { world, calls: calls() };
  }

  it('P3: keeps the order at whatever points of the drain the next ones are received', async () => {
    const { calls } = await drainWithArrivals();
    expect(calls).toBeGreaterThan(12);
    for (let first = 0; first < calls; first++) {
      for (let second = first; second < calls; second++) {
        const { world } = await drainWithArrivals(first, second);
        expect([first, second, idsOf(world), world.left, world.states.states.size]).toEqual([first, second, numbered(4), 0, 0]);
      }
    }
  });

  it('P3: keeps the order where the group is drained at whatever point of the parking of the next one', async () => {
    const parkWhileDrained = async (at: number): Promise<{ readonly world: World; readonly calls: number }> => {
      const world = await parkedGroup(2);
      world.send('a', 'a3');
      const { before, calls } = happenings(at);
      world.options = {
        fault: before(async () => {
          await world.release({ group: 'a' });
          await world.pollAll();
        }),
      };
      await world.poll();
      world.options = {};
      await world.settle(10);
      return { world, calls: calls() };
    };
    const { calls } = await parkWhileDrained(-1);
    expect(calls).toBeGreaterThan(3);
    for (let at = 0; at < calls; at++) {
      const { world } = await parkWhileDrained(at);
      expect([at, idsOf(world), world.left, world.states.states.size]).toEqual([at, numbered(3), 0, 0]);
    }
  });

  it.each<Exclude<Fault, 'none'>>(['die before', 'die after', 'fail'])('P3 P5: loses nothing and keeps the order whatever call the drain comes to grief at: %s', async fault => {
    const drainWithFault = async (at: number): Promise<{ readonly world: World; readonly calls: number }> => {
      const world = await parkedGroup(3);
      await world.release({ group: 'a' });
      let calls = 0;
      world.options = { fault: () => calls++ === at ? fault : 'none' };
      await world.settle(20);
      expect([at, world.left, world.states.states.size]).toEqual([at, 0, 0]);
      world.send('a', 'a4');
      await world.settle(20);
      return { world, calls };
    };
    const { calls } = await drainWithFault(-1);
    for (let at = 0; at < calls; at++) {
      const { world } = await drainWithFault(at);
      expect([at, world.firstDeliveries('a'), world.left, world.states.states.size]).toEqual([at, numbered(4), 0, 0]);
    }
  });
});
