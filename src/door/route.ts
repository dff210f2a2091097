import {
  AwsIntegration, ContentHandling, type IResource, type Integration, type IntegrationResponse, type MethodOptions,
  MockIntegration, PassthroughBehavior,
} from 'aws-cdk-lib/aws-apigateway';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { CONTENT_TYPES, type ContentType } from './content-types';
import type { Handshake } from './handshake';
import { requireUsableSecrets } from './handshake-secret';
import { handshakeRequestTemplate, handshakeResponseTemplate, postedHandshakeResponseTemplate } from './handshake-template';
import { requestTemplate } from './request-template';
import { acceptedTemplate, errorBody, refusedTemplate, unavailableTemplate } from './response-template';
import { BELOW } from './route-path';
import { DOOR_ERRORS, type DoorError } from '../contract/door-errors';
import type { IdSource, MissingGroupId } from '../contract/id-source';
import { invalidProperty } from '../private/invalid-property';

export interface Route {
  /** As `parseRoutePath` gives it. */
  readonly path: string;
  /** By which webhooks come. */
  readonly methods: readonly string[];
  /** Names, as in `CONTENT_TYPES`. */
  readonly contentTypes: readonly string[];
  readonly handshakes: readonly Handshake[];
  readonly group: IdSource;
  readonly missingGroupId: MissingGroupId;
  readonly deduplication: IdSource;
  readonly acknowledgementStatus: number;
  readonly acknowledgementBody: boolean;
  /** In place of the integration with the queue, where code takes the webhooks. */
  readonly functionDoor?: FunctionDoorIntegration;
}

export interface FunctionDoorIntegration {
  readonly integration: Integration;
  /** Methods by which challenges come, beside those of webhooks. */
  readonly challengeMethods: readonly string[];
}

export interface RouteTarget {
  readonly queue: Queue;
  readonly fifo: boolean;
  /** What API Gateway sends messages as. */
  readonly role: IRole;
  /** Whether webhooks have to come with an API key. */
  readonly apiKeyRequired?: boolean;
}

/** Any method that has no entry of its own falls to ANY, which takes webhooks. */
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

const json = (template: string) => ({ 'application/json': template });
const anyType = (template: string) => Object.fromEntries(CONTENT_TYPES.map(({ name }) => [name, template]));

/** Takes webhooks at the resource and at every path below it. */
export function addRouteMethods(resource: IResource, route: Route, target: RouteTarget): void {
  requireUsableSecrets(resource, route.handshakes);
  const { functionDoor } = route;
  const integration = functionDoor?.integration ?? sendMessageIntegration(route, target);
  const options: MethodOptions = {
    apiKeyRequired: target.apiKeyRequired,
    methodResponses: functionDoor ? undefined : [String(route.acknowledgementStatus), '502', '503'].map(statusCode => ({ statusCode })),
  };
  const taken = [...route.methods, ...functionDoor?.challengeMethods ?? []];
  for (const place of [resource, resource.addResource(BELOW)]) {
    place.addMethod('ANY', integration, options);
    for (const method of METHODS.filter(name => !taken.includes(name))) {
      const handshake = route.handshakes.find(offered => offered.method === method);
      if (handshake) addHandshakeMethod(place, handshake, route);
      // A given API may answer OPTIONS by itself.
      else if (!place.node.tryFindChild(method)) addRefusedMethod(place, method, route);
    }
  }
}

function sendMessageIntegration(route: Route, target: RouteTarget): AwsIntegration {
  return new AwsIntegration({
    service: 'sqs',
    // The queue is in the path and not in the message, so that no sender can name another.
    path: `${target.queue.env.account}/${target.queue.queueName}`,
    integrationHttpMethod: 'POST',
    options: {
      credentialsRole: target.role,
      passthroughBehavior: PassthroughBehavior.NEVER,
      contentHandling: ContentHandling.CONVERT_TO_TEXT,
      requestParameters: {
        'integration.request.header.Content-Type': "'application/x-amz-json-1.0'",
        'integration.request.header.X-Amz-Target': "'AmazonSQS.SendMessage'",
      },
      requestTemplates: mappingTemplates(route, target),
      integrationResponses: integrationResponses(route),
    },
  });
}

function mappingTemplates(route: Route, target: RouteTarget): { [type: string]: string } {
  const taken = CONTENT_TYPES.filter(({ name }) => route.contentTypes.includes(name));
  return Object.fromEntries(taken.map(type => [type.name, templateFor(type, route, target)]));
}

function templateFor(type: ContentType, route: Route, { queue, fifo }: RouteTarget): string {
  return requestTemplate({
    queueUrl: queue.queueUrl,
    fifo,
    route: route.path,
    binary: type.binary,
    json: type.json,
    group: route.group,
    missingGroupId: route.missingGroupId,
    deduplication: route.deduplication,
    handshake: postedHandshake(route),
  });
}

function postedHandshake({ handshakes }: Route): Handshake | undefined {
  return handshakes.find(({ method }) => method === 'POST');
}

function queuedTemplate(route: Route): string {
  const acknowledgement = route.acknowledgementBody ? acceptedTemplate() : '';
  const handshake = postedHandshake(route);
  return handshake === undefined ? acknowledgement : postedHandshakeResponseTemplate(handshake, acknowledgement);
}

/** Fail closed: only an answer of 2xx from SQS becomes one, and what no pattern matches is an error. */
function integrationResponses(route: Route): IntegrationResponse[] {
  // Without it, a sender that accepts only a binary type would get a 500 although its webhook is queued.
  const contentHandling = ContentHandling.CONVERT_TO_TEXT;
  return [
    {
      selectionPattern: '2\\d{2}',
      statusCode: String(route.acknowledgementStatus),
      responseTemplates: json(queuedTemplate(route)),
      contentHandling,
    },
    { selectionPattern: '5\\d{2}', statusCode: '503', responseTemplates: json(unavailableTemplate()), contentHandling },
    { statusCode: '502', responseTemplates: json(refusedTemplate()), contentHandling },
  ];
}

function addRefusedMethod(resource: IResource, method: string, { methods }: Route): void {
  addMock(resource, method, json('{"statusCode":405}'), [refusedMethod(methods)]);
}

function addHandshakeMethod(resource: IResource, handshake: Handshake, { methods, path }: Route): void {
  if (resource.node.tryFindChild(handshake.method)) {
    throw invalidProperty(resource, 'source', `a handshake by ${handshake.method}`, `the API answers that method at ${path} itself, as with defaultCorsPreflightOptions`);
  }
  addMock(resource, handshake.method, anyType(handshakeRequestTemplate(handshake)), [
    handshakeResponse(handshake),
    { selectionPattern: '403', ...errorResponse(DOOR_ERRORS.FORBIDDEN) },
    refusedMethod(methods),
  ]);
}

function handshakeResponse(handshake: Handshake): IntegrationResponse {
  const { contentType = 'application/json', headers } = handshake.answer;
  // What is echoed is never to be taken for a page. The template for JSON is the one for every Accept.
  const allHeaders = { 'Content-Type': contentType, 'X-Content-Type-Options': 'nosniff', ...headers };
  return {
    selectionPattern: '2\\d{2}',
    statusCode: '200',
    responseTemplates: json(handshakeResponseTemplate(handshake)),
    responseParameters: Object.fromEntries(Object.entries(allHeaders).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`])),
  };
}

function refusedMethod(methods: readonly string[]): IntegrationResponse {
  const allowed = [...methods].sort().join(', ');
  return {
    ...errorResponse({ ...DOOR_ERRORS.METHOD_NOT_ALLOWED, message: `webhooks are taken by ${allowed}` }),
    responseParameters: { 'method.response.header.Allow': `'${allowed}'` },
  };
}

function errorResponse({ status, code, message }: DoorError): IntegrationResponse {
  return { statusCode: String(status), responseTemplates: json(errorBody(code, JSON.stringify(message))) };
}

function addMock(resource: IResource, method: string, requestTemplates: { [type: string]: string }, responses: IntegrationResponse[]): void {
  resource.addMethod(method, new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    contentHandling: ContentHandling.CONVERT_TO_TEXT,
    requestTemplates,
    integrationResponses: responses.map(response => ({ ...response, contentHandling: ContentHandling.CONVERT_TO_TEXT })),
  }), {
    // Who asks before it sends has no key.
    apiKeyRequired: false,
    methodResponses: responses.map(({ statusCode, responseParameters = {} }) => ({
      statusCode,
      responseParameters: Object.fromEntries(Object.keys(responseParameters).map(name => [name, true])),
    })),
  });
}
