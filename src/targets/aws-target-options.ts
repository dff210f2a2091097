import { Duration } from 'aws-cdk-lib';
import { attemptMillis } from './attempt-millis';
import { forwardedHeaders } from './forwarded-headers';

/** What all targets have in common that are no HTTP backends. */
export interface AwsTargetOptions {
  /**
   * Longest time for one attempt. One that takes longer counts as failed, with its outcome unknown.
   *
   * @default - 20 seconds; for a Lambda function of the app that is waited for, 5 seconds more than its own timeout
   */
  readonly timeout?: Duration;

  /**
   * Request headers to hand over although they are withheld by default: `Authorization`, `Cookie`, and those that API Gateway and CloudFront
   * add (`x-amzn-*`, `cloudfront-*`, `x-amz-cf-*`).
   *
   * @default - none of them is handed over
   */
  readonly forwardHeaders?: string[];
}

const DEFAULT_TIMEOUT = Duration.seconds(20);

/** @param call the factory, such as `WebhookTarget.sqs` */
export function commonConfiguration(call: string, { timeout, forwardHeaders }: AwsTargetOptions, usual = DEFAULT_TIMEOUT) {
  return { totalTimeoutMillis: attemptMillis(`${call}: timeout`, timeout ?? usual), forwardHeaders: forwardedHeaders(call, forwardHeaders) };
}
