import { isIPv6 } from 'node:net';
import type { Clock } from '../clock';
import type { DoorReporter } from './door-reporter';
import type { Exchange } from './exchange';
import { GatewayError } from './gateway-error';
import { gatewayAnswer } from './gateway-response';
import { decodeContent, MAX_PAYLOAD_BYTES } from './http/content-encoding';
import { FORBIDDEN } from './http/http-front';
import { headerOf, type HttpAnswer, type HttpRequest } from './http/http-message';
import { callFunction, type ProxyFunction } from './integration/function-integration';
import { integrationRequest } from './integration/integration-request';
import { integrationResponse } from './integration/integration-response';
import { mockAnswer } from './integration/mock-integration';
import { errorCode, sentMessage } from './integration/sent-message';
import type { SqsIntegration } from './integration/sqs-integration';
import { requestContext, withoutOverrides } from './mapping/request-context';
import { requestParameters } from './mapping/request-parameters';
import type { Method, RestApi } from './rest-api';
import { type RoutedMethod, Router } from './routing';
import { Throttling } from './throttling';
import { type JavaMap, javaString } from './velocity';

export interface RequestHandlerOptions {
  readonly api: RestApi;
  readonly sqs: SqsIntegration;
  readonly functions: readonly ProxyFunction[];
  readonly clock: Clock;
  readonly reporter: DoorReporter;
}

/** Takes requests through routing, throttling, mapping and integration to their answers. */
export class RequestHandler {
  private readonly router: Router;
  private readonly throttling: Throttling;

  constructor(private readonly options: RequestHandlerOptions) {
    this.router = new Router(options.api.methods);
    this.throttling = new Throttling(options.clock);
  }

  async handle(received: HttpRequest): Promise<HttpAnswer> {
    const { api, clock, reporter } = this.options;
    const path = pathBelowStage(received.path, api.stage);
    if (path === undefined) {
      reporter.refused(received, FORBIDDEN.status, `the path is not in the stage ${api.stage}`);
      return FORBIDDEN;
    }
    const request = { ...received, method: headerOf(received, 'X-HTTP-Method-Override')?.toUpperCase() ?? received.method };
    const routed = this.router.route(request.method, path);
    const context = requestContext(api, request, routed?.method, clock.now());
    const answer = await this.answer(request, routed, context);
    return { ...answer, headers: new Map([...answer.headers, ...requestIds(context)]) };
  }

  private async answer(request: HttpRequest, routed: RoutedMethod | undefined, context: JavaMap): Promise<HttpAnswer> {
    try {
      return await this.integrate(await this.admit(request, routed, context));
    } catch (error) {
      const failure = error instanceof GatewayError ? error : new GatewayError('API_CONFIGURATION_ERROR', String(error));
      const answer = gatewayAnswer(failure, this.options.api, context, headerOf(request, 'Accept'));
      this.options.reporter.refused(request, answer.status, failure.message);
      return answer;
    }
  }

  /** Everything that is checked before a template sees the request. */
  private async admit(request: HttpRequest, routed: RoutedMethod | undefined, context: JavaMap): Promise<Exchange> {
    if (routed === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN', 'the API has no such method or path');
    this.requireAccess(request, routed.method);
    if (routed.method.integration === undefined) throw new GatewayError('API_CONFIGURATION_ERROR', 'this method is not one of the buffer, and not emulated');
    if (!this.throttling.admits(routed.method)) throw new GatewayError('THROTTLED');
    if (request.body === undefined) throw new GatewayError('REQUEST_TOO_LARGE', `the body is larger than ${MAX_PAYLOAD_BYTES} bytes`);
    return {
      api: this.options.api,
      request,
      body: await decodeContent(request.body, headerOf(request, 'Content-Encoding')),
      integration: routed.method.integration,
      resourcePath: routed.method.resourcePath,
      parameters: requestParameters(request, routed.pathParameters),
      context,
      stageVariables: this.options.api.stageVariables,
    };
  }

  private requireAccess(request: HttpRequest, { apiKeyRequired }: Method): void {
    const { allowedAddresses, apiKeys } = this.options.api;
    const family = isIPv6(request.sourceAddress) ? 'ipv6' : 'ipv4';
    if (allowedAddresses?.check(request.sourceAddress, family) === false) {
      throw new GatewayError('ACCESS_DENIED', `the resource policy does not let in ${request.sourceAddress}; list it where the buffer lists addresses`);
    }
    if (apiKeyRequired && !apiKeys.includes(headerOf(request, 'x-api-key') ?? '')) throw new GatewayError('INVALID_API_KEY', 'x-api-key is none of the usage plan');
  }

  private async integrate(exchange: Exchange): Promise<HttpAnswer> {
    const { integration, request, context } = exchange;
    if (integration.functionName !== undefined) return this.proxy(exchange, integration.functionName);
    const rendered = integrationRequest(exchange);
    if (integration.queue === undefined) {
      const answer = integrationResponse(exchange, mockAnswer(rendered.body));
      if (answer.status >= 400) this.options.reporter.refused(request, answer.status, 'the method takes no webhooks');
      return answer;
    }
    const sqsAnswer = await this.options.sqs.send(integration.queue, rendered, integration);
    const sent = sentMessage(rendered, sqsAnswer);
    if (sent !== undefined) this.options.reporter.accepted(exchange, sent);
    const answer = integrationResponse({ ...exchange, context: withoutOverrides(context) }, sqsAnswer);
    if (answer.status >= 400) this.options.reporter.refused(request, answer.status, `SQS answered ${sqsAnswer.status} ${errorCode(sqsAnswer)}`);
    return answer;
  }

  private async proxy(exchange: Exchange, functionName: string): Promise<HttpAnswer> {
    const { functions, reporter } = this.options;
    const answer = await callFunction(exchange, functionName, functions);
    const requestId = javaString(exchange.context.get('extendedRequestId') ?? null);
    const sent = functions.find(({ name }) => name === functionName)?.sent(requestId);
    if (sent !== undefined) reporter.accepted(exchange, sent);
    else if (answer.status >= 400) reporter.refused(exchange.request, answer.status, `the function door answered ${errorOf(answer)}`);
    return answer;
  }
}

/** The code in the answer's JSON, or nothing of it. */
function errorOf({ body }: HttpAnswer): string {
  return /"error":"(\w+)"/.exec(body.toString())?.[1] ?? 'an error';
}

/** @returns undefined where the path is not in the stage */
function pathBelowStage(path: string, stage: string): string | undefined {
  return `${path}/`.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;
}

function requestIds(context: JavaMap): Array<[name: string, value: string]> {
  const text = (name: string) => javaString(context.get(name) ?? null);
  return [['x-amzn-RequestId', text('requestId')], ['x-amz-apigw-id', text('extendedRequestId')]];
}
