import type { GroupStateItem } from '../../../src/contract/attempt-table';
import type { ParkingReason, ReleaseMessage } from '../../../src/contract/parking';
import type { HiddenMessage } from '../ports';

/** What parking reaches the world through. */
export interface ParkingPorts {
  readonly states: GroupStates;
  readonly queue: ParkingQueue;
}

export type GroupState = Pick<GroupStateItem, 'group' | 'state' | 'lastParked' | 'lastParkedAt' | 'releasedAt' | 'heldUntil'>;

/** A webhook that is about to be put into the parking queue. */
export interface Arrival {
  readonly group: string;
  /** Its {@link sequenceOf} on the main queue. */
  readonly sequence: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * The states of groups, each in one item, and each change of one a single conditional update: whatever runs at the same time, one of them is
 * first, and the other one sees what it did.
 */
export interface GroupStates {
  /** The groups that do not just flow, read consistently. Rejects if it cannot tell of all of them. */
  read(groups: readonly string[]): Promise<ReadonlyMap<string, GroupState>>;
  /** Parks a group for a webhook of the main queue. A group that is parked or being drained already stays what it is. */
  park(arrival: Arrival, reason: ParkingReason): Promise<void>;
  /** Announces another webhook of a group that is parked or being drained; resolves to false if the group is neither any more. */
  follow(arrival: Arrival): Promise<boolean>;
  /** Parks a group anew for a webhook that is in the parking queue already. */
  parkAgain(arrival: Arrival, reason: ParkingReason): Promise<void>;
  /** Has a group drained; resolves to false if it is neither parked nor being drained. */
  release(group: string, at: number): Promise<boolean>;
  /** Notes until when the first webhook of a group that is being drained has to wait. */
  hold(group: string, until: number): Promise<void>;
  /** Lets a group flow if it is being drained and nothing was parked since the given webhook; resolves to whether it does. */
  finish(group: string, lastParked: string): Promise<boolean>;
  /** The groups that are parked or being drained, a page at a time and maybe not the latest. */
  list(): AsyncIterable<readonly string[]>;
}

export interface ParkingQueue {
  send(message: ParkedMessage): Promise<void>;
  /** Up to ten messages, the ones of a group in order, hidden for so long. */
  receive(hiddenSeconds: number): Promise<readonly ReceivedMessage[]>;
  hide(messages: readonly HiddenMessage[]): Promise<readonly string[]>;
  delete(receiptHandle: string): Promise<void>;
  /** Puts a message on the main queue. */
  requestDrain(message: ReleaseMessage, ids: MessageIds): Promise<void>;
}

export interface MessageIds {
  readonly group: string;
  readonly deduplicationId: string;
}

export interface ParkedMessage extends MessageIds {
  readonly body: string;
  readonly attributes: { readonly [name: string]: string };
}

export interface ReceivedMessage extends ParkedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
}
