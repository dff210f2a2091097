import { Token } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { commonConfiguration, type AwsTargetOptions } from './aws-target-options';
import { grantAction, type TargetDefinition } from './target-definition';
import { invalidArgument } from '../private/invalid-property';

/** Options of `WebhookTarget.eventBridge`. */
export interface EventBridgeTargetOptions extends AwsTargetOptions {
  /**
   * `source` of the events, by which rules match them.
   *
   * @default 'webhook-buffer'
   */
  readonly source?: string;

  /**
   * `detail-type` of the events.
   *
   * @default 'Webhook'
   */
  readonly detailType?: string;

  /**
   * Whether a body that is JSON becomes a part of the event's detail, so that rules can match what is in it. Otherwise it is a string, the
   * very one that was sent, as a signature over it needs.
   *
   * @default false
   */
  readonly jsonBody?: boolean;
}

/** EventBridge's own limit. */
const LONGEST_DETAIL_TYPE = 128;

export function eventBridgeTarget(eventBus: IEventBus, options: EventBridgeTargetOptions): TargetDefinition {
  const { source = 'webhook-buffer', detailType = 'Webhook', jsonBody = false } = options;
  requireSource(source);
  if (!Token.isUnresolved(detailType) && (detailType === '' || detailType.length > LONGEST_DETAIL_TYPE)) {
    throw invalidArgument('WebhookTarget.eventBridge: detailType', detailType, `1 to ${LONGEST_DETAIL_TYPE} characters`);
  }
  const common = commonConfiguration('WebhookTarget.eventBridge', options);
  return {
    attemptMillis: common.totalTimeoutMillis,
    configuration: { kind: 'eventBridge', ...common, eventBusArn: eventBus.eventBusArn, source, detailType, jsonBody },
    grant: grantAction('events:PutEvents', eventBus.eventBusArn),
  };
}

function requireSource(source: string): void {
  if (Token.isUnresolved(source)) return;
  if (source === '' || source.startsWith('aws.')) {
    throw invalidArgument('WebhookTarget.eventBridge: source', source, 'a name that does not start with "aws.", which EventBridge keeps for AWS');
  }
}
