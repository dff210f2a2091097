import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answerRequest } from '../../../../lambda/door/answer-request';
import type { OutgoingMessage, Ports } from '../../../../lambda/door/ports';
import type { LogFields } from '../../../../lambda/logging/log';
import { CachedSecrets } from '../../../../lambda/secrets/cached-secrets';
import { Verifier } from '../../../../lambda/signatures/verifier';
import type { FunctionDoorConfiguration, FunctionDoorRoute } from '../../../../src/contract/function-door-configuration';
import type { SourceConfiguration } from '../../../../src/contract/source';
import { EXECUTE_API_HOST, RECEIVED_AT } from '../../support/records';

export { RECEIVED_AT };
export const REQUEST_ID = 'ZXh0ZW5kZWQ=';
export const SECRET = 'a secret';

export const UNCHECKED: SourceConfiguration = { name: 'none', secrets: [], challenges: [] };

export const ROUTE: FunctionDoorRoute = {
  source: UNCHECKED,
  methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  group: { from: 'jsonPath', path: '$.order.id' },
  missingGroupId: 'ownGroup',
  deduplication: { from: 'header', name: 'X-Delivery' },
  acknowledgementStatus: 200,
  acknowledgementBody: true,
};

type Pairs = ReadonlyArray<readonly [name: string, value: string]>;

/** What a test says about a request; the rest is usual. */
export interface EventOptions {
  readonly method?: string;
  readonly resource?: string;
  readonly path?: string;
  readonly headers?: Pairs;
  readonly query?: Pairs;
  readonly pathParameters?: Record<string, string>;
  /** A buffer is handed over as base64. */
  readonly body?: string | Buffer | null;
}

/** An event of a proxy integration, as API Gateway makes it. */
export function proxyEvent(options: EventOptions = {}): APIGatewayProxyEvent {
  const { method = 'POST', resource = '/github', path = resource, headers = [], query = [], body = null } = options;
  return {
    resource,
    path,
    httpMethod: method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: lists(headers),
    queryStringParameters: query.length > 0 ? Object.fromEntries(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? lists(query) : null,
    pathParameters: options.pathParameters ?? null,
    stageVariables: null,
    body: Buffer.isBuffer(body) ? body.toString('base64') : body,
    isBase64Encoded: Buffer.isBuffer(body),
    requestContext: {
      path: `/prod${path}`,
      stage: 'prod',
      domainName: EXECUTE_API_HOST,
      extendedRequestId: REQUEST_ID,
      requestId: 'chosen-by-the-client',
      requestTimeEpoch: RECEIVED_AT,
      identity: { sourceIp: '192.0.2.7' },
    } as APIGatewayProxyEvent['requestContext'],
  };
}

function lists(pairs: Pairs): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...values.get(name) ?? [], value]);
  return Object.fromEntries(values);
}

export interface LogLine extends LogFields {
  readonly level: string;
  readonly message: string;
}

/** The function door over ports in memory. Each may be replaced or made to fail. */
export class Door {
  public static of(route: Partial<FunctionDoorRoute>, overrides: Partial<Ports> = {}): Door {
    return new Door({ '/github': { ...ROUTE, ...route } }, true, overrides);
  }

  public readonly messages: OutgoingMessage[] = [];
  public readonly bodies = new Map<string, Buffer>();
  public readonly lines: LogLine[] = [];
  public send: (message: OutgoingMessage) => Promise<string>;
  public secret: string | undefined = SECRET;
  public readonly ports: Ports;
  private serial = 0;

  constructor(private readonly routes: FunctionDoorConfiguration['routes'] = { '/github': ROUTE }, private readonly fifo = true, overrides: Partial<Ports> = {}) {
    this.send = async message => `message-${this.messages.push(message)}`;
    const logAt = (level: string) => (message: string, fields: LogFields) => { this.lines.push({ ...fields, level, message }); };
    const secrets = new CachedSecrets(async () => {
      if (this.secret === undefined) throw new Error('the store is down');
      return [this.secret];
    }, () => RECEIVED_AT);
    this.ports = {
      uniqueId: () => `unique-${++this.serial}`,
      secrets,
      verifier: new Verifier({ secrets, fetchText: () => Promise.reject(new Error('unused')), now: () => RECEIVED_AT }),
      queue: { send: message => this.send(message) },
      bodies: {
        put: async (key, body) => { this.bodies.set(key, body); },
        remove: async key => { this.bodies.delete(key); },
      },
      log: { info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
      ...overrides,
    };
  }

  public answer(options: EventOptions = {}): Promise<APIGatewayProxyResult> {
    return this.answerEvent(proxyEvent(options));
  }

  public answerEvent(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
    return answerRequest(event, { fifo: this.fifo, routes: this.routes }, this.ports);
  }
}
