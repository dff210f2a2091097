import type { IConstruct } from 'constructs';
import { CONTENT_TYPES } from './door/content-types';
import { ExhaustedAction } from './policies/exhausted-action';
import { MissingGroup } from './policies/missing-group';
import type { Throttle } from './policies/throttle';
import { invalidProperty } from './private/invalid-property';
import type { RouteOptions } from './route-options';
import type { WebhookSource } from './sources/webhook-source';

/** What of the buffer a route has to go with. */
export interface RouteSurroundings {
  readonly fifo: boolean;
  readonly throttle: Throttle;
}

/** The options of a route, on top of what its source says, on top of those that it inherits. */
export function routeSettings(
  scope: IConstruct,
  options: RouteOptions,
  buffer: RouteSurroundings,
  inherited: Required<RouteOptions>,
): Required<RouteOptions> {
  requirePossibleOptions(scope, options, buffer);
  const settled = { ...inherited, ...givenOptions(preset(options.source, buffer)), ...givenOptions(options) };
  if (settled.deduplication._source.from === 'content' && settled.grouping._source.from === 'request') {
    throw invalidProperty(scope, 'deduplication', 'MessageDeduplication.content()', 'SQS compares within a group, and each webhook has its own; set grouping');
  }
  if (!settled.functionDoor && needsFunctionDoor(settled.source)) {
    throw invalidProperty(scope, 'functionDoor', false, `the source ${settled.source._definition.name} has challenges that take code to answer`);
  }
  return settled;
}

/** What a source says, as far as it goes with the buffer. */
function preset(source: WebhookSource | undefined, { fifo, throttle }: RouteSurroundings): RouteOptions {
  const { grouping, deduplication, acknowledgement } = source?._definition ?? {};
  return {
    acknowledgement,
    grouping: throttle._serial ? undefined : grouping,
    deduplication: fifo ? deduplication : undefined,
    functionDoor: (source && needsFunctionDoor(source)) || undefined,
  };
}

function needsFunctionDoor({ _definition: { challenges } }: WebhookSource): boolean {
  return challenges.length > 0;
}

export function givenOptions(options: RouteOptions): RouteOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function requireKnownTypes(scope: IConstruct, given: readonly string[]): void {
  const known = CONTENT_TYPES.map(({ name }) => name);
  const unknown = given.length === 0 ? 'an empty list' : given.find(name => !known.includes(name));
  if (unknown !== undefined) throw invalidProperty(scope, 'contentTypes', unknown, `at least one of ${known.join(', ')}`);
}

function requirePossibleOptions(scope: IConstruct, options: RouteOptions, { fifo, throttle }: RouteSurroundings): void {
  const { grouping, deduplication, methods, contentTypes, onExhausted } = options;
  if (throttle._serial && grouping) throw invalidProperty(scope, 'grouping', 'a grouping', 'Throttle.serial() puts all webhooks into one group');
  if (methods?.length === 0) throw invalidProperty(scope, 'methods', 'an empty list', 'at least one method');
  if (contentTypes) requireKnownTypes(scope, contentTypes);
  if (fifo) return;
  if (onExhausted === ExhaustedAction.PARK) {
    throw invalidProperty(scope, 'onExhausted', 'ExhaustedAction.PARK', 'a standard queue keeps no order that parking could keep');
  }
  if (deduplication) throw invalidProperty(scope, 'deduplication', 'a deduplication', 'only a FIFO queue deduplicates');
  if (grouping?._whenMissing === MissingGroup.REJECT) {
    throw invalidProperty(scope, 'grouping', 'MissingGroup.REJECT', 'a standard queue takes messages without a group');
  }
}
