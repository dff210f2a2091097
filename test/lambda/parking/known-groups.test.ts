import { MemoryGroupStates } from './support/memory-group-states';
import { KnownGroups } from '../../../lambda/forwarder/parking/known-groups';
import type { GroupState } from '../../../lambda/forwarder/parking/ports';
import { Harness } from '../support/harness';

const { log } = new Harness().ports;
const PARKED: GroupState = { group: 'parked', state: 'PARKED', lastParked: '1', lastParkedAt: 0 };

function knownGroups(): { readonly states: MemoryGroupStates; readonly known: KnownGroups } {
  const states = new MemoryGroupStates();
  states.states.set('parked', PARKED);
  states.states.set('drained', { ...PARKED, group: 'drained', state: 'DRAINING' });
  const known = new KnownGroups(states, log);
  known.expect(['parked', 'drained', 'flowing']);
  return { states, known };
}

it('knows all groups of a batch by one look, which is taken when the first of them matters', async () => {
  const { states, known } = knownGroups();
  const read = jest.spyOn(states, 'read');
  expect(read).not.toHaveBeenCalled();
  expect(await Promise.all(['parked', 'drained', 'flowing'].map(group => known.standingOf(group)))).toEqual(['parked', 'parked', 'flowing']);
  expect(read.mock.calls).toEqual([[['parked', 'drained', 'flowing']]]);
});

it('does not know a group that was not expected', async () => {
  expect(await knownGroups().known.standingOf('other')).toBe('unknown');
});

it.each<[string, () => Promise<never>]>([['fails', () => Promise.reject(new Error('throttled'))], ['hangs', () => new Promise(() => { /* for ever */ })]])('knows nothing where DynamoDB %s', async (_, read) => {
  const { states, known } = knownGroups();
  states.read = read;
  expect(await known.standingOf('flowing')).toBe('unknown');
});

it('P3: knows better what it did to a group than what was read before', async () => {
  const { states, known } = knownGroups();
  let answer: (states: ReadonlyMap<string, GroupState>) => void = () => { /* set below */ };
  states.read = () => new Promise(resolve => { answer = resolve; });
  const standings = ['parked', 'flowing'].map(group => known.standingOf(group));
  known.learn('flowing', 'parked');
  answer(new Map([['parked', PARKED]]));
  expect(await Promise.all(standings)).toEqual(['parked', 'parked']);
});
