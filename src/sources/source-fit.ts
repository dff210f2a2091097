import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WebhookMethod } from '../policies/webhook-method';
import type { RouteOptions } from '../route-options';

/** How much the door takes. */
export interface DoorLimits {
  readonly rateLimit?: number;
  readonly burstLimit?: number;
}

/** Warns of what a route does and its source cannot work with. None of it is wrong for every sender, so that none is an error. */
export function warnOfMisfits(scope: IConstruct, path: string, route: Required<RouteOptions>, limits: DoorLimits): void {
  for (const [id, message] of Object.entries(misfits(route, limits))) {
    if (message) Annotations.of(scope).addWarningV2(`cdk-webhook-buffer:${id}`, `${scope.node.path}: route ${path}: ${message}`);
  }
}

type Misfits = { readonly [id: string]: string | false };

function misfits({ source, methods, acknowledgement }: Required<RouteOptions>, { rateLimit, burstLimit }: DoorLimits): Misfits {
  const { name, acceptedStatuses, retries } = source._definition;
  const limited = rateLimit !== undefined || burstLimit !== undefined;
  return {
    sourceMethod: name !== 'none' && !methods.includes(WebhookMethod.POST) && `${name} sends by POST, which methods leaves out`,
    sourceStatus: acceptedStatuses !== undefined && !acceptedStatuses.includes(acknowledgement._status)
      && `${name} takes only an answer of ${acceptedStatuses.join(' or ')} for a success, and acknowledgement is ${acknowledgement._status}`,
    sourceRetries: retries === false && limited && `${name} does not send again what is refused, so what exceeds doorRateLimit or doorBurstLimit is lost`,
  };
}
