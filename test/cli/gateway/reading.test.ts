import { gatewayResponse, METHOD_RESPONSES, method, mockIntegration, queueIntegration, resource, restApi, stackOf, stage } from './support/stack';
import type { ResolvedResource } from '../../../cli/local/assembly/resolved-stack';
import { readRestApi } from '../../../cli/local/gateway';

type Properties = { readonly [name: string]: unknown };

const ROOT = 'Api.RootResourceId';

function read(...resources: readonly ResolvedResource[]) {
  return readRestApi(stackOf(...resources), 'Api');
}

const withMethod = (properties: Properties) => () => read(restApi(), stage(), method('POST', ROOT, { Integration: queueIntegration(), MethodResponses: METHOD_RESPONSES, ...properties }));
const withIntegration = (properties: Properties) => withMethod({ Integration: queueIntegration(properties) });
const withResponse = (properties: Properties) => withIntegration({ IntegrationResponses: [{ StatusCode: '200', ...properties }] });

describe('a REST API', () => {
  test('is read with its stage and its types', () => {
    const api = read(restApi({ BinaryMediaTypes: ['image/png'] }), stage({ Variables: { tier: 'gold' } }));
    expect(api).toMatchObject({ id: 'Api', account: '000000000000', stage: 'prod', stageVariables: new Map([['tier', 'gold']]), binaryMediaTypes: ['image/png'], methods: [] });
  });

  test('names what is set and not emulated', () => {
    const api = read(restApi({ Policy: {}, EndpointConfiguration: { Types: ['REGIONAL'] } }), stage({ AccessLogSetting: {}, TracingEnabled: true }));
    expect(api.notEmulated).toEqual(['Policy', 'AccessLogSetting', 'TracingEnabled']);
  });

  test('leaves parts of other APIs alone', () => {
    const other = { ...stage({ RestApiId: 'Other' }), logicalId: 'OtherStage' };
    expect(read(restApi(), stage(), other).stage).toBe('prod');
  });

  test('has paths from resources in any order', () => {
    const methods = ['Item', 'Shop', 'Below'].map(id => method('ANY', id, { Integration: mockIntegration(''), MethodResponses: METHOD_RESPONSES }));
    const api = read(restApi(), stage(), resource('Below', '{below+}', 'Item'), resource('Item', '{item}', 'Shop'), resource('Shop', 'shop'), ...methods);
    expect(api.methods.map(({ resourcePath }) => resourcePath)).toEqual(['/shop/{item}', '/shop', '/shop/{item}/{below+}']);
  });

  test.each<[string, () => unknown, string]>([
    ['an API that is not there', () => readRestApi(stackOf(), 'Api'), 'the stack Shop has no AWS::ApiGateway::RestApi named Api'],
    ['another kind of API', () => readRestApi(stackOf({ ...restApi(), type: 'AWS::ApiGatewayV2::Api' }), 'Api'), 'the stack Shop has no AWS::ApiGateway::RestApi named Api'],
    ['an API made from a document', () => read(restApi({ Body: {} }), stage()), 'AWS::ApiGateway::RestApi Api: the property Body is not emulated'],
    ['compression of answers', () => read(restApi({ MinimumCompressionSize: 0 }), stage()), 'the property MinimumCompressionSize is not emulated'],
    ['no stage', () => read(restApi()), 'AWS::ApiGateway::RestApi Api: it has 0 stages; emulated is exactly one'],
    ['two stages', () => read(restApi(), stage(), { ...stage(), logicalId: 'Second' }), 'it has 2 stages'],
    ['a canary', () => read(restApi(), stage({ CanarySetting: {} })), 'AWS::ApiGateway::Stage Stage: the property CanarySetting is not emulated'],
    ['a cache', () => read(restApi(), stage({ MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: 'true' }] })), 'Stage, MethodSettings[0]: caching is not emulated'],
    ['an orphaned resource', () => read(restApi(), stage(), resource('Lost', 'lost', 'Nowhere')), 'AWS::ApiGateway::Resource Lost: its ParentId names no resource of the API'],
    ['an orphaned method', () => read(restApi(), stage(), method('GET', 'Nowhere', {})), 'AWS::ApiGateway::Method NowhereGET: its ResourceId names no resource of the API'],
    ['IAM authorization', withMethod({ AuthorizationType: 'AWS_IAM' }), 'AWS::ApiGateway::Method ApiRootResourceIdPOST: the authorization AWS_IAM is not emulated'],
    ['an authorizer', withMethod({ AuthorizerId: 'Authorizer' }), 'the property AuthorizerId is not emulated'],
    ['a request validator', withMethod({ RequestValidatorId: 'Validator' }), 'the property RequestValidatorId is not emulated'],
    ['an HTTP integration', withIntegration({ Type: 'HTTP' }), 'ApiRootResourceIdPOST, Integration: the type HTTP is not emulated; emulated is AWS, AWS_PROXY and MOCK'],
    ['no integration', () => read(restApi(), stage(), method('GET', ROOT, {})), 'Integration: Type is missing; it has to be a text'],
    [
      'an action URI', withIntegration({ Uri: 'arn:aws:apigateway:eu-central-1:sqs:action/SendMessage' }),
      'the Uri arn:aws:apigateway:eu-central-1:sqs:action/SendMessage is not emulated; emulated is arn:aws:apigateway:<region>:sqs:path/<account>/<queue>',
    ],
    ['a queue out of the request', withIntegration({ Uri: 'arn:aws:apigateway:eu-central-1:sqs:path/000000000000/{queue}' }), 'is not emulated'],
    ['another method to SQS', withIntegration({ IntegrationHttpMethod: 'GET' }), 'the IntegrationHttpMethod GET is not emulated; emulated is POST'],
    ['a VPC link', withIntegration({ ConnectionType: 'VPC_LINK', ConnectionId: 'x' }), 'the property ConnectionId is not emulated'],
    ['an unknown passthrough', withIntegration({ PassthroughBehavior: 'ALWAYS' }), 'PassthroughBehavior is "ALWAYS"; it has to be one of NEVER, WHEN_NO_MATCH, WHEN_NO_TEMPLATES'],
    ['an unknown content handling', withIntegration({ ContentHandling: 'KEEP' }), 'ContentHandling is "KEEP"; it has to be one of CONVERT_TO_BINARY, CONVERT_TO_TEXT'],
    [
      'a header out of the request', withIntegration({ RequestParameters: { 'integration.request.header.X': 'method.request.header.X' } }),
      "the request parameter integration.request.header.X: method.request.header.X is not emulated; emulated is integration.request.header.<name>: '<text>'",
    ],
    ['a mapped query', withIntegration({ RequestParameters: { 'integration.request.querystring.x': "'y'" } }), 'is not emulated'],
    ['a template that is wrong', withIntegration({ RequestTemplates: { 'text/plain': '#if(true)' } }), 'the template for text/plain in RequestTemplates: an #if or #foreach has no #end'],
    ['templates that are none', withIntegration({ RequestTemplates: { 'text/plain': 1 } }), 'RequestTemplates.text/plain is 1; it has to be a text'],
    ['a list of templates', withIntegration({ RequestTemplates: [] }), 'RequestTemplates is []; it has to be an object'],
    ['a timeout that is no number', withIntegration({ TimeoutInMillis: 'soon' }), 'TimeoutInMillis is "soon"; it has to be a number'],
    ['responses that are no list', withIntegration({ IntegrationResponses: {} }), 'IntegrationResponses is {}; it has to be a list'],
    ['a response that is no object', withIntegration({ IntegrationResponses: ['200'] }), 'IntegrationResponses[0] is "200"; it has to be an object'],
    ['a pattern that only Java reads', withResponse({ SelectionPattern: '\\p{Digit}+' }), 'IntegrationResponses[0]: SelectionPattern: the regular expression "\\p{Digit}+" uses what only Java has'],
    ['a status that no method response has', withResponse({ StatusCode: '299' }), 'IntegrationResponses[0]: no method response has the status 299'],
    ['a header that no method response has', withResponse({ ResponseParameters: { 'method.response.header.X': "'x'" } }), 'no method response has the parameter method.response.header.X'],
    ['a status that is no number', withMethod({ Integration: queueIntegration({ IntegrationResponses: [{ StatusCode: 'x' }] }), MethodResponses: [{ StatusCode: 'x' }] }), 'StatusCode is "x"; it has to be a number'],
    ['types that are no list', () => read(restApi({ BinaryMediaTypes: 'image/png' }), stage()), 'BinaryMediaTypes is "image/png"; it has to be a list of texts'],
    ['types that are no texts', () => read(restApi({ BinaryMediaTypes: [1] }), stage()), 'BinaryMediaTypes is [1]; it has to be a list of texts'],
    [
      'a gateway response with a header out of the request', () => read(restApi(), stage(), gatewayResponse('THROTTLED', { ResponseParameters: { 'gatewayresponse.header.X': 'method.request.header.X' } })),
      "the response parameter gatewayresponse.header.X: method.request.header.X is not emulated; emulated is gatewayresponse.header.<name>: '<text>'",
    ],
  ])('is refused for %s', (_, reading, message) => {
    expect(reading).toThrow(message);
  });

  test('is refused for a response header out of the body', () => {
    const name = 'method.response.header.X';
    const reading = withMethod({
      Integration: queueIntegration({ IntegrationResponses: [{ StatusCode: '200', ResponseParameters: { [name]: 'integration.response.body.x' } }] }),
      MethodResponses: [{ StatusCode: '200', ResponseParameters: { [name]: false } }],
    });
    expect(reading).toThrow(`the response parameter ${name}: integration.response.body.x is not emulated; emulated is method.response.header.<name>: '<text>' or integration.response.header.<name>`);
  });

  test('has the defaults of API Gateway where nothing is set', () => {
    const api = read(restApi(), stage(), method('POST', ROOT, { Integration: { Type: 'MOCK' } }));
    expect(api.methods[0]).toEqual({
      resourcePath: '/',
      httpMethod: 'POST',
      throttle: undefined,
      apiKeyRequired: false,
      integration: { queue: undefined, timeoutMillis: 29_000, passthrough: 'WHEN_NO_MATCH', contentHandling: undefined, headers: new Map(), requestTemplates: new Map(), responses: [] },
    });
  });
});
