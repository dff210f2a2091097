import { VirtualTime } from './support/virtual-time';
import { Pacer } from '../../lambda/forwarder/pacer';

const GAP = 100;
const plenty = (): number => 60_000;

let time: VirtualTime;
let pacer: Pacer;

beforeEach(() => {
  time = new VirtualTime();
  pacer = new Pacer(GAP, time);
});

/** Makes a request in turn; the time of its start. */
async function request(preparationMillis = 0): Promise<number> {
  await pacer.turn(plenty);
  if (preparationMillis > 0) await time.wait(preparationMillis);
  await pacer.start();
  return time.elapsed();
}

async function inSequence(count: number, latencyMillis: number): Promise<number[]> {
  const starts = [];
  for (let made = 0; made < count; made++) {
    starts.push(await request());
    await time.wait(latencyMillis);
  }
  return starts;
}

describe('P4 the requests of an invocation', () => {
  it('start a gap apart, and the first one a gap after the invocation began', async () => {
    expect(await time.run(inSequence(4, 30))).toEqual([100, 200, 300, 400]);
  });

  it('wait no longer than that where they take longer themselves', async () => {
    expect(await time.run(inSequence(3, 250))).toEqual([100, 350, 600]);
  });

  it('save nothing up while none is made', async () => {
    const starts = time.run((async () => [await request(), await time.wait(5_000), await request(), await request()])());
    expect(await starts).toEqual([100, undefined, 5_100, 5_200]);
  });

  it('share the gap where groups are delivered in parallel', async () => {
    const starts = await time.run(Promise.all([inSequence(3, 10), inSequence(3, 10), inSequence(1, 10)]));
    expect(starts.flat().sort((a, b) => a - b)).toEqual([100, 200, 300, 400, 500, 600, 700]);
  });

  it('stay apart where it takes them different times to get ready', async () => {
    const starts = await time.run(Promise.all([request(500), request(1), request(300)]));
    expect(starts.sort((a, b) => a - b)).toEqual([201, 600, 700]);
  });

  it('stay apart where timers fire too early', async () => {
    time = new VirtualTime(millis => Math.max(1, millis - 1.5));
    pacer = new Pacer(GAP, time);
    const [first, second] = await time.run(inSequence(2, 10));
    expect(first).toBeGreaterThanOrEqual(100);
    expect(second - first).toBeGreaterThanOrEqual(100);
  });

  it('are not held up without a pace', async () => {
    pacer = new Pacer(0, time);
    expect(await time.run(inSequence(3, 0))).toEqual([0, 0, 0]);
  });
});

describe('F12 a turn that there is no time for', () => {
  it('is refused at once, with those that wait before it counted', async () => {
    const waiting = [pacer.turn(plenty), pacer.turn(plenty)];
    expect(await pacer.turn(() => 299)).toBe(false);
    expect(await time.run(Promise.all([...waiting, pacer.turn(() => 300)]))).toEqual([true, true, true]);
    expect(time.elapsed()).toBe(300);
  });

  it('is refused when it comes, if the time went by faster', async () => {
    let spare = 100;
    const turn = pacer.turn(() => spare);
    spare = -1;
    expect(await time.run(turn)).toBe(false);
  });

  it('is refused without a pace as well', async () => {
    expect(await new Pacer(0, time).turn(() => -1)).toBe(false);
  });
});
