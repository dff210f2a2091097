import fc from 'fast-check';
import { accepted, attempted, BUFFER, failed, invoked, problem, refused, START } from './support/events';
import { ConsoleState, type Update } from '../../../cli/local/console/state/console-state';
import { NO_FIGURES } from '../../../cli/local/console/state/figures';
import { WEBHOOK_STATES, type Webhook } from '../../../cli/local/console/state/webhook';

const BUFFERS = [BUFFER, 'Shop/Invoices'];

type Event = (state: ConsoleState) => void;

const identity = fc.record({ messageId: fc.integer({ min: 1, max: 12 }), second: fc.boolean() })
  .map(({ messageId, second }) => ({ messageId: `m${messageId}`, buffer: BUFFERS[second ? 1 : 0], group: `g${messageId % 3}` }))
  // A message is on one queue only.
  .map(event => ({ ...event, messageId: `${event.buffer}-${event.messageId}` }));

const event: fc.Arbitrary<Event> = fc.oneof(
  identity.map((of): Event => state => state.accepted(accepted(of))),
  identity.map((of): Event => state => state.attempted(attempted(of))),
  fc.tuple(identity, fc.constantFrom('RETRY', 'PERMANENT', 'EXHAUSTED')).map(([of, status]): Event => state => state.attempted(failed({ ...of, status }))),
  identity.map((of): Event => state => state.setAside({ ...of, at: START, state: 'dead-lettered' })),
  fc.constantFrom(...BUFFERS).map((buffer): Event => state => state.refused(refused({ buffer }))),
);

const told = (state: ConsoleState, events: readonly Event[]): ConsoleState => {
  for (const tell of events) tell(state);
  return state;
};

describe('the figures', () => {
  test('P9: webhooks by state add up to those accepted and those that came another way', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 80 }), events => {
      const state = told(new ConsoleState(BUFFERS), events);
      for (const buffer of BUFFERS) {
        const figures = state.figuresOf(buffer);
        const byState = WEBHOOK_STATES.reduce((sum, name) => sum + figures[name], 0);
        expect(byState).toBe(figures.accepted + figures.cameAnotherWay);
      }
    }));
  });

  test('are those of the webhooks that are listed, where none was forgotten', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 80 }), events => {
      const state = told(new ConsoleState(BUFFERS), events);
      const { webhooks } = state.snapshot();
      for (const buffer of BUFFERS) {
        const own = webhooks.filter(webhook => webhook.buffer === buffer);
        const figures = state.figuresOf(buffer);
        for (const name of WEBHOOK_STATES) expect(figures[name]).toBe(own.filter(webhook => webhook.state === name).length);
        expect(figures.accepted).toBe(own.filter(({ acceptances }) => acceptances > 0).length);
        expect(figures.repeated).toBe(own.reduce((sum, { acceptances }) => sum + Math.max(0, acceptances - 1), 0));
      }
    }));
  });

  test('of a buffer without events are zero', () => {
    expect(new ConsoleState(BUFFERS).snapshot().figures).toEqual({ [BUFFERS[0]]: NO_FIGURES, [BUFFERS[1]]: NO_FIGURES });
  });

  test('count each webhook once however often its sender repeats it', () => {
    const state = told(new ConsoleState([BUFFER]), Array.from({ length: 3 }, (): Event => to => to.accepted(accepted())));
    expect(state.figuresOf(BUFFER)).toEqual({ ...NO_FIGURES, accepted: 1, repeated: 2, queued: 1 });
  });

  test('say of webhooks that were never seen at the door that they came another way', () => {
    const state = told(new ConsoleState([BUFFER]), [to => to.attempted(attempted({ messageId: 'redriven' }))]);
    expect(state.figuresOf(BUFFER)).toEqual({ ...NO_FIGURES, cameAnotherWay: 1, delivered: 1 });
  });

  test('count what the door refused apart', () => {
    const state = told(new ConsoleState([BUFFER]), [to => to.refused(refused()), to => to.refused(refused())]);
    expect(state.figuresOf(BUFFER)).toEqual({ ...NO_FIGURES, refused: 2 });
  });
});

describe('updates', () => {
  /** What a page knows that put the updates together. */
  class Reader {
    readonly webhooks = new Map<string, Webhook>();
    reports = 0;
    figures: Update['figures'] = {};

    hear({ figures, webhooks, forgotten, refusals }: Update): void {
      this.figures = figures;
      for (const webhook of webhooks) this.webhooks.set(webhook.messageId, webhook);
      for (const messageId of forgotten) this.webhooks.delete(messageId);
      this.reports += refusals.length;
    }
  }

  test('put together are the same as all there is', () => {
    fc.assert(fc.property(fc.array(fc.array(event, { maxLength: 20 }), { maxLength: 6 }), bursts => {
      const state = new ConsoleState(BUFFERS);
      const reader = new Reader();
      for (const burst of bursts) {
        told(state, burst);
        reader.hear(state.takeChanges());
      }
      const { webhooks, figures, refusals } = state.snapshot();
      expect([...reader.webhooks.values()]).toEqual(expect.arrayContaining([...webhooks]));
      expect(reader.webhooks.size).toBe(webhooks.length);
      if (bursts.length > 0) expect(reader.figures).toEqual(figures);
      expect(reader.reports).toBe(refusals.length);
    }));
  });

  test('stay the same as all there is when webhooks are forgotten', () => {
    const state = new ConsoleState([BUFFER]);
    const reader = new Reader();
    for (let burst = 0; burst < 4; burst++) {
      for (let index = 0; index < 2_000; index++) {
        const messageId = `${burst}-${index}`;
        state.accepted(accepted({ messageId }));
        if (index % 4 > 0) state.attempted(attempted({ messageId }));
      }
      reader.hear(state.takeChanges());
    }
    const { webhooks } = state.snapshot();
    expect(webhooks).toHaveLength(5_000);
    expect([...reader.webhooks.keys()].sort()).toEqual(webhooks.map(({ messageId }) => messageId).sort());
    expect(state.figuresOf(BUFFER)).toMatchObject({ accepted: 8_000, delivered: 6_000, queued: 2_000 });
  });

  test('have a webhook once that changed several times', () => {
    const events: Event[] = [to => to.accepted(accepted()), to => to.attempted(failed()), to => to.attempted(attempted({ attempt: 2 }))];
    const state = told(new ConsoleState([BUFFER]), events);
    expect(state.takeChanges().webhooks).toEqual([expect.objectContaining({ messageId: 'm1', state: 'delivered', attempts: 2 })]);
    expect(state.takeChanges().webhooks).toEqual([]);
  });
});

describe('what is forgotten', () => {
  const manyDelivered = (count: number): ConsoleState => {
    const state = new ConsoleState([BUFFER]);
    state.accepted(accepted({ messageId: 'waiting' }));
    for (let index = 0; index < count; index++) {
      state.accepted(accepted({ messageId: `d${index}` }));
      state.attempted(attempted({ messageId: `d${index}` }));
    }
    return state;
  };

  test('is what was settled longest ago, beyond 5,000 webhooks', () => {
    const state = manyDelivered(5_001);
    expect(state.snapshot().webhooks).toHaveLength(5_000);
    expect([state.webhook('d0'), state.webhook('d1')]).toEqual([undefined, undefined]);
    expect(state.webhook('d2')).toBeDefined();
  });

  test('is never a webhook that is still on the queue', () => {
    const state = manyDelivered(6_000);
    expect(state.webhook('waiting')).toMatchObject({ state: 'queued' });
    state.attempted(attempted({ messageId: 'waiting' }));
    expect(state.figuresOf(BUFFER)).toEqual({ ...NO_FIGURES, accepted: 6_001, delivered: 6_001 });
  });

  test('is no webhook that left the dead-letter queue again', () => {
    const state = new ConsoleState([BUFFER]);
    state.setAside({ buffer: BUFFER, at: START, messageId: 'redriven', group: 'g', state: 'dead-lettered' });
    state.attempted(failed({ messageId: 'redriven' }));
    for (let index = 0; index < 5_001; index++) state.attempted(attempted({ messageId: `d${index}` }));
    expect(state.webhook('redriven')).toMatchObject({ state: 'retrying' });
  });

  test('and comes again before anybody was told is not told as forgotten', () => {
    const state = manyDelivered(5_000);
    expect(state.webhook('d0')).toBeUndefined();
    state.accepted(accepted({ messageId: 'd0' }));
    const { webhooks, forgotten } = state.takeChanges();
    expect(forgotten).not.toContain('d0');
    expect(webhooks).toContainEqual(expect.objectContaining({ messageId: 'd0', state: 'queued' }));
  });

  test('is nothing where all webhooks are on the queue', () => {
    const state = new ConsoleState([BUFFER]);
    for (let index = 0; index < 5_100; index++) state.accepted(accepted({ messageId: `q${index}` }));
    expect(state.snapshot().webhooks).toHaveLength(5_100);
  });

  test('is never counted anew', () => {
    expect(manyDelivered(6_000).figuresOf(BUFFER)).toEqual({ ...NO_FIGURES, accepted: 6_001, delivered: 6_000, queued: 1 });
  });

  test('are the oldest requests, beyond 64 MiB, though not that there was such a webhook', () => {
    const state = new ConsoleState([BUFFER]);
    const body = Buffer.alloc(1_048_576);
    for (let index = 0; index < 65; index++) state.accepted(accepted({ messageId: `m${index}`, body }));
    expect(state.request('m0')).toBeUndefined();
    expect(state.webhook('m0')).toBeDefined();
    expect(state.request('m64')?.body).toBe(body);
  });

  test('are the oldest reports, beyond 500', () => {
    const state = new ConsoleState([BUFFER]);
    for (let at = 0; at < 1_700; at++) {
      state.refused(refused({ at }));
      state.problem(problem({ at }));
    }
    const { refusals, problems } = state.snapshot();
    const latest = Array.from({ length: 500 }, (_, index) => 1_200 + index);
    for (const reports of [refusals, problems, state.takeChanges().refusals]) expect(reports.map(({ at }) => at)).toEqual(latest);
    expect(state.figuresOf(BUFFER).refused).toBe(1_700);
  });

  test('are samples older than five minutes, of each buffer', () => {
    const state = new ConsoleState(BUFFERS);
    for (let second = 0; second < 700; second++) for (const buffer of BUFFERS) state.sampled({ buffer, at: second, retrying: 0 });
    const { samples } = state.snapshot();
    expect(samples).toHaveLength(600);
    expect(samples[0]).toMatchObject({ at: 400 });
  });
});

describe('a request', () => {
  test('that is repeated is kept as it came first', () => {
    const state = new ConsoleState([BUFFER]);
    state.accepted(accepted({ body: Buffer.from('first') }));
    state.accepted(accepted({ body: Buffer.from('second') }));
    expect(String(state.request('m1')?.body)).toBe('first');
  });
});

describe('problems', () => {
  test.each(['failed', 'timed out', 'crashed', 'throttled'] as const)('are invocations that %s', outcome => {
    const error = outcome === 'throttled' ? undefined : 'signal: SIGKILL';
    const state = told(new ConsoleState([BUFFER]), [to => to.invoked(invoked({ outcome, records: 3, error }))]);
    const explanation = outcome === 'throttled' ? '' : ': signal: SIGKILL';
    expect(state.snapshot().problems).toEqual([{ buffer: BUFFER, at: START, message: `An invocation of the forwarder for 3 webhooks ${outcome}${explanation}` }]);
  });

  test.each(['succeeded', 'partly failed'] as const)('are no invocations that %s', outcome => {
    expect(told(new ConsoleState([BUFFER]), [to => to.invoked(invoked({ outcome }))]).snapshot().problems).toEqual([]);
  });
});
