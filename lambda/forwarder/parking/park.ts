import { parkedMessage, sequenceOf } from './parked-message';
import type { Arrival, ParkingPorts } from './ports';
import { MESSAGE_RETENTION_SECONDS } from '../../../src/contract/limits';
import { PARKED_LOG_MESSAGE, type DeadLetterLogLine } from '../../../src/contract/log-lines';
import type { ParkingReason } from '../../../src/contract/parking';
import { headStamp } from '../attempts/items';
import { settledWithin } from '../deadline';
import type { Delivery, Invocation } from '../invocation';

/** How long a sweep of the parking queue passes over webhooks whose group stays parked. */
export const PASSED_OVER_MILLIS = 60_000;

/** Kept back for the answer: a parking that takes longer is made again, as after a crash. */
const ANSWER_MILLIS = 500;

/** A webhook that is to be parked. */
export interface Parking {
  readonly reason: ParkingReason;
  readonly route: string;
  readonly attempts: number;
  readonly lastStatus?: string;
}

/** Parks a webhook that was given up, and its group with it. Resolves to the time until which the record has to wait, or to undefined once it is done with. */
export async function park(parking: Parking, delivery: Delivery, invocation: Invocation): Promise<number | undefined> {
  const { states } = portsOf(invocation);
  const arrival = arrivalOf(delivery, invocation);
  if (delivery.parked === undefined) {
    await inTime(states.park(arrival, parking.reason), invocation);
    await moveToParkingQueue(parking, delivery, invocation);
    return undefined;
  }
  await inTime(states.parkAgain(arrival, parking.reason), invocation);
  await recordParking(parking, delivery, invocation);
  return invocation.now() + PASSED_OVER_MILLIS;
}

/** Parks a webhook behind one of its group; resolves to false, with nothing done, if the group was released and flows again. */
export async function parkBehind(route: string, delivery: Delivery, invocation: Invocation): Promise<boolean> {
  if (!await inTime(portsOf(invocation).states.follow(arrivalOf(delivery, invocation)), invocation)) {
    invocation.groups?.learn(delivery.group, 'flowing');
    return false;
  }
  await moveToParkingQueue({ reason: 'GROUP_PARKED', route, attempts: 0 }, delivery, invocation);
  return true;
}

/** The group's state has to name the webhook before: what is drained up to it is then known not to be all. */
async function moveToParkingQueue(parking: Parking, delivery: Delivery, invocation: Invocation): Promise<void> {
  invocation.groups?.learn(delivery.group, 'parked');
  // Before it can be drained, so that what is recorded of its delivery comes later.
  await recordParking(parking, delivery, invocation);
  await inTime(portsOf(invocation).queue.send(parkedMessage(delivery, parking)), invocation);
  invocation.metrics.count('PARKED');
}

async function recordParking({ reason, route, attempts }: Parking, { messageId, group }: Delivery, invocation: Invocation): Promise<void> {
  const { log, now, settings: { attemptLog } } = invocation;
  const line: DeadLetterLogLine = { messageId, group, reason, attempts };
  log.warn(PARKED_LOG_MESSAGE, { ...line });
  const retentionSeconds = Math.max(attemptLog.retentionSeconds, MESSAGE_RETENTION_SECONDS);
  await invocation.attempts.parked({ ...headStamp(messageId, now(), { retentionSeconds }), group, route });
}

async function inTime<T>(work: Promise<T>, { remainingMillis }: Invocation): Promise<T> {
  const settled = await settledWithin(remainingMillis() - ANSWER_MILLIS, work.then(value => ({ value })));
  if (settled === undefined) throw new Error('parking took too long');
  return settled.value;
}

function arrivalOf(delivery: Delivery, { now }: Invocation): Arrival {
  return { group: delivery.group, sequence: sequenceOf(delivery), at: now() };
}

function portsOf({ parking }: Invocation): ParkingPorts {
  if (parking === undefined) throw new Error('the buffer has no parking queue');
  return parking;
}
