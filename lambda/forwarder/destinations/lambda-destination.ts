import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { Destination } from './destination';

/** Announces to a Lambda function, and does not wait for it to run. */
export function openLambdaDestination(functionArn: string, options: LambdaClientConfig): Destination {
  const client = new LambdaClient(options);
  return async announcement => {
    await client.send(new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(announcement)) }));
  };
}
