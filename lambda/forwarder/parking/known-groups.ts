import type { GroupStates } from './ports';
import { errorFields } from '../../logging/error-fields';
import type { Log } from '../../logging/log';
import { settledWithin } from '../deadline';

const LONGEST_READ_MILLIS = 2_000;

export type Standing = 'flowing' | 'parked' | 'unknown';

/**
 * What one invocation knows of the groups in its batch, which are all looked up once the first of them matters. A group that flows keeps doing
 * so for as long as the invocation has its webhooks: it is parked only for one of them, by the invocation itself. A group that is parked may be
 * released meanwhile, which shows when the next one of its webhooks is to be parked.
 */
export class KnownGroups {
  private readonly standings = new Map<string, Standing>();
  private looked: Promise<void> | undefined;

  constructor(private readonly states: GroupStates, private readonly log: Log) {}

  public expect(groups: readonly string[]): void {
    for (const group of groups) this.standings.set(group, 'unknown');
  }

  /** Never rejects: a group that could not be looked up is unknown. */
  public async standingOf(group: string): Promise<Standing> {
    await (this.looked ??= this.look());
    return this.standings.get(group) ?? 'unknown';
  }

  public learn(group: string, standing: Standing): void {
    this.standings.set(group, standing);
  }

  private async look(): Promise<void> {
    const groups = [...this.standings.keys()];
    try {
      const states = await settledWithin(LONGEST_READ_MILLIS, this.states.read(groups));
      if (states === undefined) throw new Error('the table took too long');
      // What this invocation did to a group meanwhile is newer.
      for (const group of groups) if (this.standings.get(group) === 'unknown') this.learn(group, states.has(group) ? 'parked' : 'flowing');
    } catch (error) {
      this.log.warn('group_states_unknown', errorFields(error));
    }
  }
}
