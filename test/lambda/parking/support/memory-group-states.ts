import type { Arrival, GroupState, GroupStates } from '../../../../lambda/forwarder/parking/ports';

/** The meaning of group states, without a database. */
export class MemoryGroupStates implements GroupStates {
  public readonly states = new Map<string, GroupState>();

  public async read(groups: readonly string[]): Promise<ReadonlyMap<string, GroupState>> {
    return new Map(groups.flatMap(group => {
      const state = this.states.get(group);
      return state === undefined ? [] : [[group, state] as const];
    }));
  }

  public async park(arrival: Arrival): Promise<void> {
    const known = this.states.get(arrival.group);
    if (known === undefined) this.states.set(arrival.group, { state: 'PARKED', ...announced(arrival) });
    else this.announce(known, arrival);
  }

  public async follow(arrival: Arrival): Promise<boolean> {
    const known = this.states.get(arrival.group);
    if (known !== undefined) this.announce(known, arrival);
    return known !== undefined;
  }

  public async parkAgain(arrival: Arrival): Promise<void> {
    const known = this.states.get(arrival.group);
    if (known === undefined) return this.park(arrival);
    this.states.set(arrival.group, { ...known, state: 'PARKED', releasedAt: undefined, heldUntil: undefined });
  }

  public async release(group: string, releasedAt: number): Promise<boolean> {
    const known = this.states.get(group);
    if (known !== undefined) this.states.set(group, { ...known, state: 'DRAINING', releasedAt, heldUntil: undefined });
    return known !== undefined;
  }

  public async hold(group: string, heldUntil: number): Promise<void> {
    const known = this.states.get(group);
    if (known?.state === 'DRAINING') this.states.set(group, { ...known, heldUntil });
  }

  public async finish(group: string, lastParked: string): Promise<boolean> {
    const known = this.states.get(group);
    return known?.state === 'DRAINING' && known.lastParked === lastParked && this.states.delete(group);
  }

  public async *list(): AsyncIterable<readonly string[]> {
    yield [...this.states.keys()];
  }

  private announce(known: GroupState, arrival: Arrival): void {
    if (known.lastParked < arrival.sequence) this.states.set(arrival.group, { ...known, ...announced(arrival) });
  }
}

function announced({ group, sequence, at }: Arrival): Pick<GroupState, 'group' | 'lastParked' | 'lastParkedAt'> {
  return { group, lastParked: sequence, lastParkedAt: at };
}
