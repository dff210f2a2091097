import { Token } from 'aws-cdk-lib';
import { DestinationType, type IDestination, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { S3Destination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import type { DestinationsConfiguration } from '../contract/announcement';
import { DestinationDelivery } from '../policies/destination-delivery';
import { invalidProperty } from '../private/invalid-property';
import type { WebhookBufferProps } from '../webhook-buffer-props';

const SERVICES = /^arn:[^:]*:(?:events|lambda|sns|sqs):/;

const PROPERTIES = { onSuccess: DestinationType.SUCCESS, onFailure: DestinationType.FAILURE } as const;

/** Lets a forwarder reach its destinations; undefined where it has none. */
export function bindDestinations(buffer: Construct, forwarder: IFunction, props: WebhookBufferProps): DestinationsConfiguration | undefined {
  const { onSuccess, onFailure, destinationOptions = {} } = props;
  if (onSuccess === undefined && onFailure === undefined) {
    if (props.destinationOptions) throw invalidProperty(buffer, 'destinationOptions', 'a value', 'there is neither onSuccess nor onFailure');
    return undefined;
  }
  const scope = new Construct(buffer, 'Destinations');
  return {
    onSuccess: onSuccess && bind(scope, 'onSuccess', onSuccess, forwarder),
    onFailure: onFailure && bind(scope, 'onFailure', onFailure, forwarder),
    atLeastOnce: (destinationOptions.delivery ?? DestinationDelivery.AT_LEAST_ONCE) === DestinationDelivery.AT_LEAST_ONCE,
    includeBody: destinationOptions.includeBody ?? false,
  };
}

function bind(scope: Construct, property: keyof typeof PROPERTIES, given: IDestination, forwarder: IFunction): string {
  const buffer = scope.node.scope!;
  const type = PROPERTIES[property];
  const allowed = 'an SQS queue, an SNS topic, an event bus or a Lambda function';
  if (given instanceof S3Destination) throw invalidProperty(buffer, property, 'an S3 bucket', allowed);
  const { destination } = given.bind(scope, forwarder, { type });
  // What CDK makes for that listens to events of Lambda's own.
  if (scope.node.tryFindChild(type)) throw invalidProperty(buffer, property, 'a LambdaDestination with responseOnly', 'there is no response; leave responseOnly out');
  if (!Token.isUnresolved(destination) && !SERVICES.test(destination)) {
    throw invalidProperty(buffer, property, destination, allowed);
  }
  return destination;
}
