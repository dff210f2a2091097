import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../cli/local/assembly/local-account';

/** One call of AWS, as IAM would have to decide about it. */
export interface AwsCall {
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
}

/** Who calls: each of them has a role of its own. What stands for Lambda's poller, and what only looks on, is none of them. */
export type Caller = 'door' | 'functionDoor' | 'forwarder' | 'watchdog';

/** What the function door calls itself in this run, as functions look the same otherwise. */
export const FUNCTION_DOOR_APP = 'function-door';

/** What the watchdog does. */
export const WATCHDOG_APP = 'watchdog';

const CHANNEL = 'http.server.request.start';
const CALLERS: ReadonlyArray<readonly [Caller, RegExp]> = [
  ['door', /^AmazonAPIGateway_/],
  ['functionDoor', new RegExp(`app/${FUNCTION_DOOR_APP}`)],
  ['watchdog', new RegExp(`app/${WATCHDOG_APP}`)],
  ['forwarder', /exec-env\/AWS_Lambda_/],
];
const SERVICES = new Map([['AmazonSQS', 'sqs'], ['DynamoDB_20120810', 'dynamodb'], ['secretsmanager', 'secretsmanager'], ['AmazonSSM', 'ssm']]);
const OBJECT_ACTIONS = new Map([['PUT', 's3:PutObject'], ['GET', 's3:GetObject'], ['DELETE', 's3:DeleteObject']]);
const MAPPING_ACTIONS = new Map([['GET', 'lambda:GetEventSourceMapping'], ['PUT', 'lambda:UpdateEventSourceMapping']]);

interface CallBody {
  readonly QueueUrl?: string;
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: { readonly [table: string]: unknown };
  readonly SecretId?: string;
  /** Of a parameter. */
  readonly Name?: string;
}

/** Records every call that reaches the engines of this process. */
export class CallRecorder {
  private readonly calls = new Map<Caller, Map<string, AwsCall>>();
  private readonly onRequest: (message: unknown) => void;

  constructor() {
    this.onRequest = message => this.watch((message as { readonly request: IncomingMessage }).request);
    subscribe(CHANNEL, this.onRequest);
  }

  /** Each different call once. */
  of(caller: Caller): AwsCall[] {
    return [...this.calls.get(caller)?.values() ?? []];
  }

  close(): void {
    unsubscribe(CHANNEL, this.onRequest);
  }

  private watch(request: IncomingMessage): void {
    const caller = CALLERS.find(([, userAgent]) => userAgent.test(request.headers['user-agent'] ?? ''))?.[0];
    const [target = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const service = SERVICES.get(target);
    if (caller === undefined) return;
    if (target === '') this.recordByPath(caller, request);
    if (service === undefined) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as CallBody;
      this.record(caller, `${service}:${permissionFor(operation)}`, resourcesOf(body));
    });
  }

  /** Calls of S3 and Lambda name no operation in a header. */
  private recordByPath(caller: Caller, request: IncomingMessage): void {
    const { method = '', url = '' } = request;
    const [, mapping] = /\/event-source-mappings\/([^/?]+)/.exec(url) ?? [];
    if (mapping === undefined) return this.record(caller, OBJECT_ACTIONS.get(method) ?? `s3:${method}`, [objectOf(request)]);
    const action = MAPPING_ACTIONS.get(method) ?? `lambda:${method}`;
    this.record(caller, action, [`arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:event-source-mapping:${mapping}`]);
  }

  private record(caller: Caller, action: string, resources: readonly string[]): void {
    const calls = this.calls.get(caller) ?? new Map<string, AwsCall>();
    for (const resource of resources) calls.set(`${action} ${resource}`, { action, resource });
    this.calls.set(caller, calls);
  }
}

/** The batch operations of SQS need the permission of the single ones; those of DynamoDB have permissions of their own. */
function permissionFor(operation: string): string {
  return operation.replace(/(?<=^(?:SendMessage|DeleteMessage|ChangeMessageVisibility))Batch$/, '');
}

function objectOf({ url = '' }: IncomingMessage): string {
  return `arn:aws:s3:::${decodeURIComponent(url.slice(1).split('?')[0])}`;
}

function resourcesOf({ QueueUrl, TableName, IndexName, RequestItems = {}, SecretId, Name }: CallBody): string[] {
  const tables = [...TableName === undefined ? [] : [TableName], ...Object.keys(RequestItems)];
  const queues = QueueUrl === undefined ? [] : [QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)];
  const arn = (service: string, name: string) => `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`;
  return [
    ...queues.map(name => arn('sqs', name)),
    ...tables.map(name => arn('dynamodb', `table/${name}${IndexName === undefined ? '' : `/index/${IndexName}`}`)),
    ...SecretId === undefined ? [] : [SecretId],
    ...Name === undefined ? [] : [arn('ssm', `parameter${Name}`)],
  ];
}
