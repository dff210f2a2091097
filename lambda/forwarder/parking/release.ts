import { createHash } from 'node:crypto';
import type { ParkingPorts } from './ports';
import { INVOCATION_RESERVE_MILLIS, MAX_BATCH_SIZE } from '../../../src/contract/limits';
import { RELEASE_GROUP_PREFIX, type ReleaseAnswer, type ReleaseMessage, type ReleaseRequest } from '../../../src/contract/parking';
import type { Delivery, Invocation } from '../invocation';

/**
 * Has groups drained, by a message on the main queue for each: whoever receives that runs within the throttle. A group that is being drained
 * already gets another message, in case that the first one is lost.
 *
 * @throws if the request is none, or AWS does not answer
 */
export async function release({ release: wanted }: ReleaseRequest, invocation: Invocation): Promise<ReleaseAnswer> {
  const { parking, remainingMillis } = invocation;
  if (parking === undefined) throw new Error('no route of this buffer parks');
  if ('group' in wanted && typeof wanted.group === 'string') return { released: await releaseGroups([wanted.group], parking, invocation), complete: true };
  if (!('all' in wanted) || wanted.all !== true) throw new Error('release: expected {"group": "..."} or {"all": true}');
  let released = 0;
  for await (const groups of parking.states.list()) {
    for (let start = 0; start < groups.length; start += MAX_BATCH_SIZE) {
      if (remainingMillis() < INVOCATION_RESERVE_MILLIS) return { released, complete: false };
      released += await releaseGroups(groups.slice(start, start + MAX_BATCH_SIZE), parking, invocation);
    }
  }
  return { released, complete: true };
}

async function releaseGroups(groups: readonly string[], parking: ParkingPorts, invocation: Invocation): Promise<number> {
  const released = await Promise.all(groups.map(async group => {
    if (!await parking.states.release(group, invocation.now())) return 0;
    await requestDrain(group, parking, invocation);
    invocation.log.info('group_released', { group });
    return 1;
  }));
  return released.reduce<number>((sum, one) => sum + one, 0);
}

export async function requestDrain(group: string, { queue }: ParkingPorts, { requestId }: Invocation): Promise<void> {
  const message: ReleaseMessage = { release: { group } };
  await queue.requestDrain(message, { group: releaseGroupId(group), deduplicationId: requestId });
}

/** A group id of its own, so that it waits for no webhook of the group. */
function releaseGroupId(group: string): string {
  return RELEASE_GROUP_PREFIX + createHash('sha256').update(group).digest('hex');
}

export function isRelease({ group }: Delivery): boolean {
  return group.startsWith(RELEASE_GROUP_PREFIX);
}

/** The group that a release message is about. */
export function releasedGroup({ record }: Delivery): string {
  return (JSON.parse(record.body) as ReleaseMessage).release.group;
}
