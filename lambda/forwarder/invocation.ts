import type { SQSRecord } from 'aws-lambda';
import { AttemptLog } from './attempts/attempt-log';
import { CircuitBreaker } from './circuit/circuit-breaker';
import { Width } from './circuit/width';
import { ClaimedBodies } from './claimed-bodies';
import { Announcements } from './destinations/announcements';
import { Metrics } from './metrics';
import { Pacer } from './pacer';
import { KnownGroups } from './parking/known-groups';
import type { Parked } from './parking/parked-message';
import type { Ports } from './ports';
import { Hider } from './visibility';
import type { ForwarderConfiguration } from '../../src/contract/forwarder-configuration';

/** What Lambda tells about an invocation. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What of the configuration holds for every kind of target. */
export type Settings = Omit<ForwarderConfiguration, 'buffer' | 'target'>;

/** All that lives for one invocation: several may share this module at the same time. */
export interface Invocation extends Ports {
  readonly settings: Settings;
  readonly requestId: string;
  readonly startedAt: number;
  readonly remainingMillis: () => number;
  readonly metrics: Metrics;
  readonly attempts: AttemptLog;
  readonly hider: Hider;
  readonly bodies: ClaimedBodies;
  /** Absent where no route parks. */
  readonly groups?: KnownGroups;
  readonly width: Width;
  /** Absent where there is no circuit breaker. */
  readonly circuit?: CircuitBreaker;
  readonly pacer: Pacer;
  readonly announcements: Announcements;
}

export function openInvocation(ports: Ports, settings: Settings, context: LambdaContext): Invocation {
  const metrics = new Metrics();
  const startedAt = ports.now();
  const gapMillis = settings.pace?.gapMillis ?? 0;
  const width = new Width(settings.groupsInParallel, ports.memory.width);
  const surroundings = { prober: context.awsRequestId, gapMillis, metrics, width };
  return {
    ...ports,
    settings,
    requestId: context.awsRequestId,
    startedAt,
    remainingMillis: () => context.getRemainingTimeInMillis(),
    metrics,
    attempts: new AttemptLog(ports, metrics),
    hider: new Hider(ports, metrics, startedAt),
    bodies: new ClaimedBodies(ports),
    groups: ports.parking && new KnownGroups(ports.parking.states, ports.log),
    width,
    circuit: settings.circuitBreaker && new CircuitBreaker(ports, settings.circuitBreaker, surroundings),
    pacer: new Pacer(gapMillis, ports.stopwatch),
    announcements: new Announcements(ports, metrics, settings.destinations),
  };
}

/** A record as SQS hands it over. */
export interface Delivery {
  readonly record: SQSRecord;
  /** On the main queue: the same for as long as the webhook is anywhere. */
  readonly messageId: string;
  readonly group: string;
  readonly receiveCount: number;
  /** Where it comes from the parking queue. */
  readonly parked?: Parked;
}

export function deliveryOf(record: SQSRecord): Delivery {
  const { messageId, attributes } = record;
  return { record, messageId, group: attributes.MessageGroupId ?? messageId, receiveCount: Number(attributes.ApproximateReceiveCount) };
}
