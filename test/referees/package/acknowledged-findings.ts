/** What cdk-nag says of the validated app and is meant to be so. A reason that no finding needs any more fails the test. */
export const ACKNOWLEDGED_FINDINGS: { readonly [rule: string]: string } = {
  'AwsSolutions-APIG2': 'A webhook is passed on byte for byte; a body model would refuse what the backend may want. Content type and size are checked.',
  'AwsSolutions-APIG3': 'A web ACL is the owner\'s choice and cost; managed rules refuse ordinary webhooks (bodies above 8 KB, no user agent).',
  'AwsSolutions-APIG4': 'Providers of webhooks cannot sign for IAM or log in. They sign their bodies, which the receiver of the body verifies.',
  'AwsSolutions-APIG6': 'Execution logs name headers and queries, which carry tokens. Each request is in the access log.',
  'AwsSolutions-COG4': 'Providers of webhooks have no user in a user pool.',
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
    'API Gateway asks for this managed policy, account-wide. `cloudWatchRole: false` leaves it out.',
  'AwsSolutions-IAM5[Resource::<GuardedFunctionDoorBodiesE3B6AA3B.Arn>/claims/*]':
    'Each large body has a random key of its own below this prefix. The bucket holds nothing else, and the actions are put or get, and delete.',
  'AwsSolutions-S1': 'Only the door and the forwarder have access, to a body for as long as its webhook waits; access logs would take a bucket that outlives it.',
  'AwsSolutions-SQS3': 'The quarantine: nothing receives from it that could fail, and what is in it has failed already.',
  'Serverless-APIGWDefaultThrottling': 'A queue takes what comes: the account\'s limit is the right one unless the owner sets doorRateLimit.',
  'Serverless-APIGWXrayEnabled': 'Tracing is the owner\'s choice and cost; the access log has the latencies of the queue, or of the function before it.',
  'Serverless-LambdaDLQ': 'A target for failed asynchronous invocations. SQS, whose queue has a dead-letter queue, and API Gateway wait for their functions.',
  'Serverless-LambdaEventSourceMappingDestination': 'Only for streams; for SQS the queue\'s dead-letter queue takes what fails.',
  'Serverless-LambdaTracing': 'The attempt log tells of each attempt, and the access log of each request; tracing is the owner\'s choice and cost.',
  'Serverless-SQSRedrivePolicy': 'The finding is about the dead-letter queue itself.',
};
