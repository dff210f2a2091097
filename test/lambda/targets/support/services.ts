import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Target } from '../../../../lambda/forwarder/ports';
import { openSqsCalls } from '../../../../lambda/forwarder/sqs-calls';
import { openEventBridgeTarget } from '../../../../lambda/forwarder/target/event-bridge-target';
import { openLambdaTarget } from '../../../../lambda/forwarder/target/lambda-target';
import { openSnsTarget } from '../../../../lambda/forwarder/target/sns-target';
import { openSqsTarget } from '../../../../lambda/forwarder/target/sqs-target';
import { openStepFunctionsTarget } from '../../../../lambda/forwarder/target/step-functions-target';
import type {
  EventBridgeTargetConfiguration, LambdaTargetConfiguration, SnsTargetConfiguration, SqsTargetConfiguration, StepFunctionsTargetConfiguration,
} from '../../../../src/contract/aws-targets';
import type { ReceivedRequest } from '../../support/backend';

const REGION = 'eu-west-1';
const ARN = (service: string, name: string) => `arn:aws:${service}:${REGION}:111122223333:${name}`;

export const FUNCTION_ARN = ARN('lambda', 'function:orders');
export const EVENT_BUS_ARN = ARN('events', 'event-bus/orders');
export const STATE_MACHINE_ARN = ARN('states', 'stateMachine:orders');
export const TOPIC_ARN = ARN('sns', 'orders');

/** The client as the forwarder sets it up, but for where it calls. */
export const clientAt = (endpoint: string) => ({
  endpoint, region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1, requestHandler: { connectionTimeout: 3_000 },
});

const COMMON = { totalTimeoutMillis: 4_000, forwardHeaders: [] };

export function lambdaAt(endpoint: string, given: Partial<LambdaTargetConfiguration> = {}): Target {
  return openLambdaTarget({ kind: 'lambda', ...COMMON, functionArn: FUNCTION_ARN, asynchronous: false, event: 'proxy', ...given }, clientAt(endpoint), Date.now);
}

export function eventBridgeAt(endpoint: string, given: Partial<EventBridgeTargetConfiguration> = {}): Target {
  const own = { eventBusArn: EVENT_BUS_ARN, source: 'webhook-buffer', detailType: 'Webhook', jsonBody: false };
  return openEventBridgeTarget({ kind: 'eventBridge', ...COMMON, ...own, ...given }, clientAt(endpoint));
}

export function stepFunctionsAt(endpoint: string, given: Partial<StepFunctionsTargetConfiguration> = {}): Target {
  return openStepFunctionsTarget({ kind: 'stepFunctions', ...COMMON, stateMachineArn: STATE_MACHINE_ARN, jsonBody: false, ...given }, clientAt(endpoint));
}

export function sqsAt(endpoint: string, given: Partial<SqsTargetConfiguration> = {}): Target {
  const own = { queueUrl: `${endpoint}/111122223333/orders`, fifo: false, content: 'webhook', maxMessageBytes: 1_048_576 } as const;
  return openSqsTarget({ kind: 'sqs', ...COMMON, ...own, ...given }, openSqsCalls(clientAt(endpoint)));
}

export function snsAt(endpoint: string, given: Partial<SnsTargetConfiguration> = {}): Target {
  const own = { topicArn: TOPIC_ARN, fifo: false, content: 'webhook', maxMessageBytes: 262_144 } as const;
  return openSnsTarget({ kind: 'sns', ...COMMON, ...own, ...given }, clientAt(endpoint));
}

type Answer = (response: ServerResponse, request: ReceivedRequest) => void;
export interface Refusal {
  readonly code: string;
  readonly status: number;
}

export interface Service {
  readonly name: string;
  readonly at: (endpoint: string, given?: { readonly totalTimeoutMillis?: number }) => Target;
  readonly take: Answer;
  readonly refuse: (refusal: Refusal) => Answer;
  /** What the service itself says. */
  readonly throttled: Refusal;
  readonly denied: Refusal;
  readonly missing: Refusal;
  readonly invalid: Refusal;
  /** Most bytes of a body that it surely does not take. */
  readonly tooManyBytes: number;
}

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer => response => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers }).end(JSON.stringify(body));
};
const typed = ({ code, status }: Refusal): Answer => json(status, { __type: code, message: `${code} says the service` });
const xml = (status: number, body: string): Answer => response => { response.writeHead(status, { 'content-type': 'text/xml' }).end(body); };

export const takenBySqs: Answer = (response, request) => {
  const { MessageBody } = JSON.parse(request.body.toString()) as { readonly MessageBody: string };
  // The client checks the digest.
  json(200, { MessageId: 'taken-1', MD5OfMessageBody: hash('md5', MessageBody) })(response, request);
};

export const SERVICES: readonly Service[] = [
  {
    name: 'Lambda',
    at: lambdaAt,
    take: json(200, {}),
    refuse: ({ code, status }) => json(status, { Type: 'User', message: `${code} says the service` }, { 'x-amzn-errortype': code }),
    throttled: { code: 'TooManyRequestsException', status: 429 },
    denied: { code: 'AccessDeniedException', status: 403 },
    missing: { code: 'ResourceNotFoundException', status: 404 },
    invalid: { code: 'InvalidRequestContentException', status: 400 },
    tooManyBytes: 6_291_556,
  },
  {
    name: 'EventBridge',
    at: eventBridgeAt,
    take: json(200, { FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] }),
    refuse: typed,
    throttled: { code: 'ThrottlingException', status: 400 },
    denied: { code: 'AccessDeniedException', status: 400 },
    missing: { code: 'ResourceNotFoundException', status: 400 },
    invalid: { code: 'ValidationException', status: 400 },
    tooManyBytes: 1_048_576,
  },
  {
    name: 'Step Functions',
    at: stepFunctionsAt,
    take: json(200, { executionArn: `${STATE_MACHINE_ARN}:m1`, startDate: 1 }),
    refuse: typed,
    throttled: { code: 'ExecutionLimitExceeded', status: 400 },
    denied: { code: 'AccessDeniedException', status: 400 },
    missing: { code: 'StateMachineDoesNotExist', status: 400 },
    invalid: { code: 'InvalidExecutionInput', status: 400 },
    tooManyBytes: 262_144,
  },
  {
    name: 'SQS',
    at: sqsAt,
    take: takenBySqs,
    refuse: typed,
    throttled: { code: 'com.amazonaws.sqs#RequestThrottled', status: 403 },
    denied: { code: 'AccessDeniedException', status: 403 },
    missing: { code: 'com.amazonaws.sqs#QueueDoesNotExist', status: 400 },
    invalid: { code: 'com.amazonaws.sqs#InvalidMessageContents', status: 400 },
    tooManyBytes: 1_048_576,
  },
  {
    name: 'SNS',
    at: snsAt,
    take: xml(200, '<PublishResponse><PublishResult><MessageId>notice-1</MessageId></PublishResult></PublishResponse>'),
    refuse: ({ code, status }) => xml(status, `<ErrorResponse><Error><Code>${code}</Code><Message>${code} says the service</Message></Error></ErrorResponse>`),
    throttled: { code: 'Throttled', status: 429 },
    denied: { code: 'AuthorizationError', status: 403 },
    missing: { code: 'NotFound', status: 404 },
    invalid: { code: 'InvalidParameter', status: 400 },
    tooManyBytes: 262_144,
  },
];
