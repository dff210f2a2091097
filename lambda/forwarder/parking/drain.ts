import { PASSED_OVER_MILLIS } from './park';
import { parkedDelivery, type Parked } from './parked-message';
import type { GroupState, ParkingPorts, ReceivedMessage } from './ports';
import { releasedGroup, requestDrain } from './release';
import { INVOCATION_RESERVE_MILLIS, MAX_RECEIVE_COUNT, MESSAGE_RETENTION_SECONDS } from '../../../src/contract/limits';
import { errorFields } from '../../logging/error-fields';
import { forward } from '../forward';
import type { Delivery, Invocation } from '../invocation';
import { Hider } from '../visibility';

/** A drain then makes room for others; it goes on where it left off. */
const LONGEST_DRAIN_MILLIS = 10_000;
const PAUSE_MILLIS = 1_000;
const AFTER_ERROR_MILLIS = 5_000;

/** Where a group is being drained and there is nothing to drain, a tenth of the time for which that may be so is waited. */
const IDLE = { SHARE: 10, LEAST_MILLIS: 5_000, MOST_MILLIS: 3_600_000 };

/** From there on a drain goes on by a new message, which has all of its receives before it. */
const RECEIVES_OF_A_DRAIN = MAX_RECEIVE_COUNT / 2;

/** Hidden for so much longer than the invocation can run: nobody else has a webhook that it may be delivering. */
const CRASH_MARGIN_MILLIS = 5_000;

/**
 * Delivers the parked webhooks of groups that were released, the one that the release message names and others whose webhooks come to hand.
 * Resolves to the time until which the release message has to wait, or to undefined once its group flows again or is parked anew. Never rejects.
 */
export async function drain(delivery: Delivery, invocation: Invocation): Promise<number | undefined> {
  const { parking, log, metrics, now, remainingMillis } = invocation;
  if (parking === undefined) return undefined;
  const hider = new Hider({ queue: parking.queue, log, now }, metrics, now());
  try {
    const until = await new Drain(invocation, parking, hider).run(releasedGroup(delivery));
    if (until === undefined || delivery.receiveCount < RECEIVES_OF_A_DRAIN) return until;
    await requestDrain(releasedGroup(delivery), parking, invocation);
    return undefined;
  } catch (error) {
    log.error('drain_failed', { messageId: delivery.messageId, ...errorFields(error) });
    return now() + AFTER_ERROR_MILLIS;
  } finally {
    await hider.close(remainingMillis());
  }
}

class Drain {
  /** Whether a webhook may have stayed in the parking queue although it is done with. */
  private troubled = false;

  constructor(private readonly invocation: Invocation, private readonly parking: ParkingPorts, private readonly hider: Hider) {}

  public async run(group: string): Promise<number | undefined> {
    const { now, remainingMillis } = this.invocation;
    const end = now() + LONGEST_DRAIN_MILLIS;
    while (now() < end && this.hasTime()) {
      const messages = await this.parking.queue.receive(Math.ceil((remainingMillis() + CRASH_MARGIN_MILLIS) / 1000));
      // Read after the receive: the state then names each of these webhooks, or a later one.
      const states = await this.parking.states.read([...new Set([group, ...messages.map(message => message.group)])]);
      await this.deliver(messages, states);
      if (messages.some(message => message.group === group)) continue;
      const state = states.get(group);
      if (state?.state !== 'DRAINING') return this.troubled ? now() + AFTER_ERROR_MILLIS : undefined;
      if (messages.length === 0 || (state.heldUntil ?? 0) > now()) return this.idle(state);
    }
    return now() + PAUSE_MILLIS;
  }

  /** The webhooks of a group one after another, and one group after another: it is all one worker of the invocation. */
  private async deliver(messages: readonly ReceivedMessage[], states: ReadonlyMap<string, GroupState>): Promise<void> {
    for (const group of new Set(messages.map(message => message.group))) {
      const state = states.get(group);
      const deliveries = messages.filter(message => message.group === group).map(message => parkedDelivery(message, state));
      if (state?.state === 'PARKED') this.hide(deliveries, this.invocation.now() + PASSED_OVER_MILLIS);
      else await this.deliverGroup(deliveries, state);
    }
  }

  private async deliverGroup(deliveries: ReadonlyArray<Delivery & { readonly parked: Parked }>, state: GroupState | undefined): Promise<void> {
    for (const [index, delivery] of deliveries.entries()) {
      const heldUntil = this.hasTime() ? await this.deliverOne(delivery, state) : this.invocation.now() + PAUSE_MILLIS;
      if (heldUntil === undefined) continue;
      this.hide(deliveries.slice(index), heldUntil);
      return;
    }
  }

  /** Resolves to the time until which the webhook has to wait, or to undefined once it is out of the parking queue. */
  private async deliverOne(delivery: Delivery & { readonly parked: Parked }, state: GroupState | undefined): Promise<number | undefined> {
    const { states, queue } = this.parking;
    const { attempts, log, metrics, now, width } = this.invocation;
    const { group, messageId, record, parked } = delivery;
    try {
      const heldUntil = await width.within(() => forward(delivery, this.invocation));
      if (heldUntil !== undefined) {
        await states.hold(group, heldUntil);
        return heldUntil;
      }
      await attempts.flushed();
      // Before it leaves the queue: nothing else would let the group flow again.
      if (state?.lastParked === parked.sequence) await states.finish(group, parked.sequence);
      await queue.delete(record.receiptHandle);
      metrics.count('RELEASED');
      return undefined;
    } catch (error) {
      log.error('record_failed', { messageId, group, ...errorFields(error) });
      this.troubled = true;
      return now() + AFTER_ERROR_MILLIS;
    }
  }

  /** Nothing to drain, although the group is being drained: another invocation has its webhooks, or the first of them waits, or is yet to come. */
  private async idle({ group, lastParked, lastParkedAt, releasedAt = 0, heldUntil = 0 }: GroupState): Promise<number | undefined> {
    const now = this.invocation.now();
    if (heldUntil > now) return heldUntil;
    if (now - lastParkedAt > MESSAGE_RETENTION_SECONDS * 1000) {
      await this.parking.states.finish(group, lastParked);
      return now + PAUSE_MILLIS;
    }
    const share = (now - Math.max(lastParkedAt, releasedAt, heldUntil)) / IDLE.SHARE;
    return now + Math.min(IDLE.MOST_MILLIS, Math.max(IDLE.LEAST_MILLIS, share));
  }

  private hide(deliveries: readonly Delivery[], until: number): void {
    this.hider.hide(deliveries.map(({ record }) => record), until);
  }

  private hasTime(): boolean {
    const { remainingMillis, target } = this.invocation;
    return remainingMillis() > target.totalTimeoutMillis + INVOCATION_RESERVE_MILLIS;
  }
}
