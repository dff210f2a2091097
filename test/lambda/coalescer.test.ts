import { Coalescer } from '../../lambda/forwarder/coalescer';

const turn = () => new Promise(resolve => setImmediate(resolve));

/** A coalescer whose writes end when a test says so. */
function gated(most = 25) {
  const writes: string[][] = [];
  const gates: Array<() => void> = [];
  const coalescer = new Coalescer<string>(most, items => {
    writes.push([...items]);
    return new Promise(resolve => gates.push(resolve));
  });
  return { coalescer, writes, release: () => gates.shift()?.() };
}

describe('a coalescer', () => {
  it('writes what comes within a turn of the event loop together', async () => {
    const { coalescer, writes } = gated();
    void coalescer.add('a', 'a1');
    await Promise.resolve();
    void coalescer.add('b', 'b1');
    await turn();
    await turn();
    expect(writes).toEqual([['a1', 'b1']]);
  });

  it('starts no write while one is under way', async () => {
    const { coalescer, writes, release } = gated();
    void coalescer.add('a', 'a1');
    await turn();
    await turn();
    void coalescer.add('b', 'b1');
    void coalescer.add('c', 'c1');
    await turn();
    expect(writes).toEqual([['a1']]);
    release();
    await turn();
    await turn();
    expect(writes).toEqual([['a1'], ['b1', 'c1']]);
  });

  it('takes the later of two items with the same key', async () => {
    const { coalescer, writes } = gated();
    void coalescer.add('a', 'a1');
    void coalescer.add('a', 'a2');
    await turn();
    await turn();
    expect(writes).toEqual([['a2']]);
  });

  it('resolves when the write that holds the item is done, and not before', async () => {
    const { coalescer, release } = gated();
    const done: string[] = [];
    void coalescer.add('a', 'a1').then(() => done.push('a'));
    await turn();
    await turn();
    void coalescer.add('b', 'b1').then(() => done.push('b'));
    void coalescer.drained().then(() => done.push('all'));
    await turn();
    expect(done).toEqual([]);
    release();
    await turn();
    await turn();
    expect(done).toEqual(['a']);
    release();
    await turn();
    expect(done).toEqual(['a', 'b', 'all']);
  });

  it('is drained when nothing was ever added', async () => {
    await expect(gated().coalescer.drained()).resolves.toBeUndefined();
  });

  it('splits what one write cannot hold', async () => {
    const { coalescer, writes } = gated(2);
    for (const key of ['a', 'b', 'c']) void coalescer.add(key, key);
    await turn();
    await turn();
    expect(writes).toEqual([['a', 'b'], ['c']]);
  });
});
