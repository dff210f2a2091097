import { createHash } from 'node:crypto';
import { settledWithin } from './deadline';
import type { ClaimedBody } from './envelope';
import type { BodyStore } from './ports';
import { errorFields } from '../logging/error-fields';
import type { Log } from '../logging/log';

/** For the largest body, with a load of the store's client before it. */
const LONGEST_FETCH_MILLIS = 5_000;

const LONGEST_REMOVAL_MILLIS = 1_000;

export interface ClaimedBodiesPorts {
  readonly bodyStore: BodyStore;
  readonly log: Log;
}

/** The bodies that the door stored beside the queue, as one invocation sees them. */
export class ClaimedBodies {
  private readonly released: string[] = [];

  constructor(private readonly ports: ClaimedBodiesPorts) {}

  /** Resolves to undefined where the body is gone, or not the one that the door stored; rejects where that cannot be told. */
  public async fetch({ key, bytes, sha256 }: ClaimedBody, withinMillis: number): Promise<Buffer | undefined> {
    const signal = AbortSignal.timeout(Math.floor(Math.min(withinMillis, LONGEST_FETCH_MILLIS)));
    const body = await this.ports.bodyStore.read(key, bytes, signal);
    return body?.length === bytes && createHash('sha256').update(body).digest('hex') === sha256 ? body : undefined;
  }

  /** The webhook is delivered. */
  public release({ key }: ClaimedBody): void {
    this.released.push(key);
  }

  /** Removes what was released, once the log has been told of the deliveries: a webhook that comes again is then known by the log. Never rejects. */
  public async close(withinMillis: number): Promise<void> {
    await settledWithin(Math.min(withinMillis, LONGEST_REMOVAL_MILLIS), Promise.all(this.released.map(key => this.remove(key))));
  }

  /** What stays expires. */
  private async remove(key: string): Promise<void> {
    try {
      await this.ports.bodyStore.remove(key);
    } catch (error) {
      this.ports.log.warn('body_not_removed', { key, ...errorFields(error) });
    }
  }
}
