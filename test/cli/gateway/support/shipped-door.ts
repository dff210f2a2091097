import { decodeMessage, type DecodedMessage } from './decoded-message';
import { openDoorOf, type TestDoor } from './door';
import type { RawRequest } from './http';
import { synthesizedDoor } from './synthesized-api';
import { systemClock, type Clock } from '../../../../cli/local/clock';
import type { WebhookBufferProps } from '../../../../src';

const DEFAULT_DOOR = synthesizedDoor({});

/** The door of a synthesized buffer, at `/hooks`. */
export async function openShippedDoor(props?: Partial<WebhookBufferProps>, clock: Clock = systemClock): Promise<TestDoor> {
  const { stack, apiLogicalId } = props === undefined ? DEFAULT_DOOR : synthesizedDoor(props);
  return openDoorOf(stack, apiLogicalId, { clock });
}

/** The message that a request became. */
export async function messageOf(props: Partial<WebhookBufferProps>, request: RawRequest): Promise<DecodedMessage> {
  const door = await openShippedDoor(props);
  const { status } = await door.send({ target: '/prod/hooks', ...request });
  expect(status).toBe(200);
  return decodeMessage(door.queue.received[0]?.body ?? '');
}
