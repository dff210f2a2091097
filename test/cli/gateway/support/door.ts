import { type RawAnswer, type RawRequest, send } from './http';
import { type RecordingQueueServer, startQueueServer } from './queue-server';
import { METHOD_RESPONSES, method, mockIntegration, queueIntegration, restApi, stackOf, stage } from './stack';
import type { ResolvedResource, ResolvedStack } from '../../../../cli/local/assembly/resolved-stack';
import { type Clock, systemClock } from '../../../../cli/local/clock';
import { type AcceptedEvent, LocalEvents, type RefusedEvent } from '../../../../cli/local/events';
import { type Gateway, type ProxyFunction, readRestApi, startGateway } from '../../../../cli/local/gateway';

/** A gateway with a queue server behind it and its events recorded. */
export interface TestDoor {
  readonly gateway: Gateway;
  readonly queue: RecordingQueueServer;
  readonly accepted: AcceptedEvent[];
  readonly refused: RefusedEvent[];
  send(request?: RawRequest): Promise<RawAnswer>;
  close(): Promise<void>;
}

const opened: TestDoor[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map(async door => door.close()));
});

/** The door of an API named Api. */
interface DoorOptions {
  readonly clock?: Clock;
  readonly routes?: readonly string[];
  readonly functions?: readonly ProxyFunction[];
}

export async function openDoor(resources: readonly ResolvedResource[], options: DoorOptions = {}): Promise<TestDoor> {
  return openDoorOf(stackOf(...resources), 'Api', options);
}

/** It is closed after the test. */
export async function openDoorOf(
  stack: ResolvedStack, apiLogicalId: string, { clock = systemClock, routes, functions = [] }: DoorOptions = {},
): Promise<TestDoor> {
  const queue = await startQueueServer();
  const events = new LocalEvents();
  const [accepted, refused]: [AcceptedEvent[], RefusedEvent[]] = [[], []];
  events.on('accepted', event => accepted.push(event));
  events.on('refused', event => refused.push(event));
  const api = readRestApi(stack, apiLogicalId, { routes });
  const gateway = await startGateway({ api, buffer: 'Orders', sqsEndpoint: queue.endpoint, functions, clock, events });
  const door: TestDoor = {
    gateway,
    queue,
    accepted,
    refused,
    send: async (request = {}) => send(gateway.url, request),
    async close() {
      await gateway.close();
      await queue.close();
    },
  };
  opened.push(door);
  return door;
}

interface Setting {
  readonly api?: { readonly [name: string]: unknown };
  readonly stage?: { readonly [name: string]: unknown };
  readonly more?: readonly ResolvedResource[];
}

/** A door with one method, ANY of the root, that is integrated with the queue. */
export async function openQueueDoor(integration: { readonly [name: string]: unknown } = {}, setting: Setting = {}): Promise<TestDoor> {
  return openDoor([
    restApi(setting.api),
    stage(setting.stage),
    method('ANY', 'Api.RootResourceId', { Integration: queueIntegration(integration), MethodResponses: METHOD_RESPONSES }),
    ...setting.more ?? [],
  ]);
}

/** Renders a template for one request, by a door that is opened for it alone. */
export async function rendered(template: string, request: RawRequest = {}, api: { readonly [name: string]: unknown } = {}): Promise<string> {
  const door = await openQueueDoor({ RequestTemplates: { 'application/json': template } }, { api });
  await door.send(request);
  return door.queue.received[0]?.body ?? `refused: ${door.refused[0]?.error}`;
}

/** What a mock method answers. */
export async function mocked(responseTemplate: string, requestTemplate?: string, request: RawRequest = {}): Promise<RawAnswer> {
  const door = await openDoor([
    restApi(),
    stage(),
    method('ANY', 'Api.RootResourceId', { Integration: mockIntegration(responseTemplate, requestTemplate), MethodResponses: METHOD_RESPONSES }),
  ]);
  return door.send(request);
}
