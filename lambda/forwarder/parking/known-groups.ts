import type { GroupStates } from './ports';
import { errorFields } from '../../logging/error-fields';
import type { Log } from '../../logging/log';
import { settledWithin } from '../deadline';

const LONGEST_READ_MILLIS = 2_000;

export type Standing = 'flowing' | 'parked' | 'unknown';

/**
 * What one invocation knows of the groups in its batch. A group that flows keeps doing so for as long as the invocation has its webhooks: it
 * is parked only for one of them, by the invocation itself. A group that is parked may be released meanwhile, which shows when the next one
 * of its webhooks is to be parked.
 */
export class KnownGroups {
  private readonly standings = new Map<string, Standing>();

  constructor(private readonly states: GroupStates, private readonly log: Log) {}

  /** Never rejects: groups that could not be looked up are unknown. */
  public async look(groups: readonly string[]): Promise<void> {
    if (groups.length === 0) return;
    const states = await settledWithin(LONGEST_READ_MILLIS, this.read(groups));
    for (const group of groups) this.standings.set(group, states === undefined ? 'unknown' : states.has(group) ? 'parked' : 'flowing');
  }

  public standingOf(group: string): Standing {
    return this.standings.get(group) ?? 'unknown';
  }

  public learn(group: string, standing: Standing): void {
    this.standings.set(group, standing);
  }

  private async read(groups: readonly string[]): Promise<Awaited<ReturnType<GroupStates['read']>> | undefined> {
    try {
      return await this.states.read(groups);
    } catch (error) {
      this.log.warn('group_states_unknown', errorFields(error));
      return undefined;
    }
  }
}
