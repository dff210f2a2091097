import { accepted, attempted, BUFFER, failed, invoked, logged, loggedDeadLettering, problem, refused } from './support/events';
import { ConsoleState } from '../../../cli/local/console/state/console-state';
import { watchEvents } from '../../../cli/local/console/state/watch-events';
import { LocalEvents } from '../../../cli/local/events';

function watched(): { events: LocalEvents; state: ConsoleState; stop: () => void } {
  const events = new LocalEvents();
  const state = new ConsoleState([BUFFER]);
  return { events, state, stop: watchEvents(events, state) };
}

describe('watching the local stack', () => {
  test('follows a webhook from the door to its delivery', () => {
    const { events, state } = watched();
    events.emit('accepted', accepted());
    events.emit('attempt', failed());
    events.emit('attempt', attempted({ attempt: 2 }));
    expect(state.webhook('m1')).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  test('sees in the log that the dead-letter queue has a webhook', () => {
    const { events, state } = watched();
    events.emit('accepted', accepted());
    events.emit('attempt', attempted({ status: 'EXHAUSTED', httpStatus: 500 }));
    events.emit('log', loggedDeadLettering());
    expect(state.webhook('m1')).toMatchObject({ state: 'dead-lettered' });
  });

  test.each(['parked', 'discarded', 'quarantined', 'handshake'])('sees in the log that the forwarder took a webhook off the queue: %s', message => {
    const { events, state } = watched();
    events.emit('accepted', accepted());
    events.emit('log', logged({ level: 'INFO', message, messageId: 'm1' }));
    expect(state.webhook('m1')).toMatchObject({ state: message, group: 'order-1' });
  });

  test.each([
    ['another message', logged({ message: 'record_failed', messageId: 'm1', errorMessage: 'dead_lettered' })],
    ['no JSON', logged('dead_lettered m1')],
    ['JSON that is no object', logged('"dead_lettered"')],
  ])('is not misled by a line that is %s', (_, event) => {
    const { events, state } = watched();
    events.emit('accepted', accepted());
    events.emit('log', event);
    expect(state.webhook('m1')).toMatchObject({ state: 'queued' });
  });

  test('notes what the door refused and what went wrong', () => {
    const { events, state } = watched();
    events.emit('refused', refused());
    events.emit('problem', problem());
    events.emit('invocation', invoked({ outcome: 'crashed' }));
    const { refusals, problems } = state.snapshot();
    expect(refusals).toEqual([refused()]);
    expect(problems).toHaveLength(2);
  });

  test('ends', () => {
    const { events, state, stop } = watched();
    stop();
    events.emit('accepted', accepted());
    events.emit('log', loggedDeadLettering());
    expect(state.snapshot().webhooks).toEqual([]);
    expect(events.eventNames()).toEqual([]);
  });
});
