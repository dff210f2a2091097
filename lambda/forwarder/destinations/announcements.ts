import type { AnnouncedState, DestinationsConfiguration } from '../../../src/contract/announcement';
import { errorFields } from '../../logging/error-fields';
import type { Log, LogFields } from '../../logging/log';
import { settledWithin } from '../deadline';
import type { Delivery } from '../invocation';
import type { Metrics } from '../metrics';

/** What a webhook came to. */
export interface Ending {
  readonly state: AnnouncedState;
  readonly reason?: string;
  readonly attempts?: number;
  /** HTTP status or error code of the last attempt. */
  readonly lastStatus?: string;
}

/** Those who are told what webhooks came to. */
export interface Destinations {
  /** Rejects unless the destination has taken it over. */
  announce(ending: Ending, delivery: Delivery): Promise<void>;
}

export interface AnnouncementPorts {
  readonly destinations?: Destinations;
  readonly log: Log;
}

/** Kept back for what has to be recorded after it. */
const RECORD_MILLIS = 500;

/** For announcements that hold nothing up, at the end of an invocation. */
const LONGEST_WAIT_MILLIS = 2_000;

const TOO_SLOW = new Error('the destination took too long');

/** What one invocation announces. */
export class Announcements {
  private readonly underWay = new Set<Promise<void>>();
  private closed = false;

  constructor(
    private readonly ports: AnnouncementPorts,
    private readonly metrics: Metrics,
    private readonly configuration?: DestinationsConfiguration,
  ) {}

  /** Rejects where the record must not be let go of. */
  public async announce(ending: Ending, delivery: Delivery, remainingMillis: number): Promise<void> {
    const { destinations } = this.ports;
    const arn = ending.state === 'DELIVERED' ? this.configuration?.onSuccess : this.configuration?.onFailure;
    if (destinations === undefined || arn === undefined) return;
    const sending = this.counted(destinations.announce(ending, delivery), delivery);
    if (this.configuration?.atLeastOnce && isRemembered(ending)) await settledInTime(sending, remainingMillis - RECORD_MILLIS);
    else this.letRun(sending);
  }

  /** Waits for what nobody waited for yet, but not for long. Never rejects. */
  public async close(withinMillis: number): Promise<void> {
    if (this.underWay.size === 0) return;
    await settledWithin(Math.min(withinMillis, LONGEST_WAIT_MILLIS), Promise.allSettled(this.underWay));
    this.closed = true;
    if (this.underWay.size > 0) this.report(this.underWay.size, { announcements: this.underWay.size, ...errorFields(TOO_SLOW) });
  }

  private letRun(sending: Promise<void>): void {
    const done = sending.catch(() => {}).finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }

  private async counted(sending: Promise<void>, { messageId, group }: Delivery): Promise<void> {
    try {
      await sending;
    } catch (error) {
      if (!this.closed) this.report(1, { messageId, group, ...errorFields(error) });
      throw error;
    }
  }

  private report(failures: number, fields: LogFields): void {
    this.metrics.count('DESTINATION_FAILED', failures);
    this.ports.log.warn('announcement_failed', fields);
  }
}

/** What made no attempt has no head item to say that it is in the dead-letter queue already: held back, it would go there again and again. */
function isRemembered({ state, attempts = 0 }: Ending): boolean {
  return state !== 'DEAD_LETTERED' || attempts > 0;
}

async function settledInTime(sending: Promise<void>, millis: number): Promise<void> {
  if (!await settledWithin(millis, sending.then(() => true))) throw TOO_SLOW;
}
