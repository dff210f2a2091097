import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnMethod, Cors, type IRestApi, Resource, ResponseType, RestApi, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { configurationOf, resourcesOf, synthesize, target } from './support';
import { DoorAccess, WebhookBuffer } from '../../src';

const BINARY = ['application/octet-stream', 'multipart/form-data'];

function onOwnApi(props: RestApiProps = {}, use?: (api: RestApi) => void) {
  return synthesize(stack => {
    const api = new RestApi(stack, 'Mine', { cloudWatchRole: false, ...props });
    use?.(api);
    return { resource: api.root.addResource('hooks'), path: '/github' };
  });
}

const deploymentOf = (template: Template) => Object.keys(template.findResources('AWS::ApiGateway::Deployment'))[0];
const warningsOf = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));

describe('an API of the app', () => {
  test('takes the routes below the given resource', () => {
    const { template, buffer, stack } = onOwnApi();
    template.resourceCountIs('AWS::ApiGateway::RestApi', 1);
    expect(JSON.stringify(stack.resolve(buffer.url))).toMatch(/\/hooks\/github"/);
    expect(buffer.api).toBe(stack.node.findChild('Mine'));
    expect(configurationOf(template)).toMatchObject({ routes: { '/hooks/github': {} } });
    expect(template.toJSON()).toMatchObject({ Metadata: { 'cdk-webhook-buffer': { buffers: { Orders: { routes: ['/hooks/github'], stage: expect.stringMatching(/^MineDeploymentStage/) } } } } });
  });

  test('is deployed anew with each route', () => {
    const later = onOwnApi();
    later.buffer.addRoute('/stripe');
    expect(deploymentOf(later.template)).not.toBe(deploymentOf(onOwnApi().template));
  });

  test('gets the binary media types that it lacks, and is warned of it', () => {
    const { template, stack } = onOwnApi({ binaryMediaTypes: ['image/png', 'multipart/*'] });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['image/png', 'multipart/*', 'application/octet-stream'] });
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/application\/octet-stream became binaryMediaTypes of Shop\/Mine/)]);
    const listed = onOwnApi({ binaryMediaTypes: BINARY });
    expect(warningsOf(listed.stack)).toEqual([]);
  });

  test('keeps the gateway responses that it has', () => {
    const { template } = onOwnApi({}, api => api.addGatewayResponse('Mine', { type: ResponseType.THROTTLED, statusCode: '420' }));
    const throttled = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').filter(({ Properties }) => Properties.ResponseType === 'THROTTLED');
    expect(throttled.map(({ Properties }) => Properties.StatusCode)).toEqual(['420']);
  });

  test('can be shared by two buffers, with one gateway response of each type', () => {
    const stack = new Stack(new App(), 'Shop');
    const api = new RestApi(stack, 'Mine', { binaryMediaTypes: BINARY });
    new WebhookBuffer(stack, 'Orders', { target, resource: api.root, path: '/orders' });
    new WebhookBuffer(stack, 'Refunds', { target, resource: api.root, path: '/refunds' });
    const types = resourcesOf(Template.fromStack(stack), 'AWS::ApiGateway::GatewayResponse').map(({ Properties }) => Properties.ResponseType);
    expect(new Set(types).size).toBe(types.length);
  });

  test('answers OPTIONS itself where it is told to', () => {
    const { template } = onOwnApi({ defaultCorsPreflightOptions: { allowOrigins: Cors.ALL_ORIGINS } });
    expect(resourcesOf(template, 'AWS::ApiGateway::Method').filter(({ Properties }) => Properties.HttpMethod === 'OPTIONS').length).toBeGreaterThan(2);
  });

  test('that does not deploy itself is found at the given stage', () => {
    const { template, buffer, stack } = synthesize(scope => ({ resource: new RestApi(scope, 'Mine', { deploy: false, binaryMediaTypes: BINARY }).root, stageName: 'live' }));
    expect(JSON.stringify(stack.resolve(buffer.url))).toContain('/live/');
    template.resourceCountIs('AWS::ApiGateway::Deployment', 0);
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/Shop\/Mine does not deploy itself/)]);
  });
});

describe('an imported API', () => {
  const importApi = (stack: Stack): IRestApi => RestApi.fromRestApiAttributes(stack, 'Theirs', { restApiId: 'abc123', rootResourceId: 'root456', restApiName: 'Theirs' });

  test('gets the methods, and is deployed to the given stage whenever they change', () => {
    const make = () => synthesize(stack => ({ resource: importApi(stack).root, path: '/github', stageName: 'live' }));
    const { template, buffer, stack } = make();
    template.hasResourceProperties('AWS::ApiGateway::Method', { RestApiId: 'abc123', HttpMethod: 'ANY' });
    template.hasResource('AWS::ApiGateway::Deployment', { DeletionPolicy: 'Retain', Properties: { RestApiId: 'abc123', StageName: 'live' }, DependsOn: Match.anyValue() });
    template.resourceCountIs('AWS::ApiGateway::RestApi', 0);
    template.resourceCountIs('AWS::ApiGateway::GatewayResponse', 0);
    expect(JSON.stringify(stack.resolve(buffer.url))).toMatch(/https:\/\/abc123\.execute-api\..*\/live\/github/);
    const later = make();
    later.buffer.addRoute('/stripe');
    expect(deploymentOf(later.template)).not.toBe(deploymentOf(template));
  });

  test('says what is left to its owner', () => {
    const { stack } = synthesize(scope => ({ resource: importApi(scope).root }));
    const [warning] = warningsOf(stack);
    for (const part of ['binaryMediaTypes application/octet-stream, multipart/form-data', 'gateway responses', 'TLS', '$context.path', 'stage prod']) expect(warning).toContain(part);
  });

  test('can be entered at any of its resources', () => {
    const { buffer, stack } = synthesize(scope => ({
      resource: Resource.fromResourceAttributes(scope, 'Hooks', { restApi: importApi(scope), resourceId: 'res789', path: '/hooks' }),
    }));
    expect(JSON.stringify(stack.resolve(buffer.url))).toMatch(/\/prod\/hooks"/);
  });

  test('is not to be had as a RestApi, and its alarm goes by its name', () => {
    const { buffer, template } = synthesize(scope => ({ resource: importApi(scope).root }));
    expect(() => buffer.api).toThrow(/Shop\/Orders: api: "Shop\/Theirs" is not possible: an imported API/);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: '5XXError', Dimensions: [{ Name: 'ApiName', Value: 'Theirs' }] });
  });

  test('takes no usage plan', () => {
    expect(() => synthesize(scope => ({ resource: importApi(scope).root, access: [DoorAccess.apiKey()] }))).toThrow(/access: "DoorAccess\.apiKey".*a usage plan takes an API of the app/);
  });
});

describe('is refused', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a resource of another stack', () => synthesize(stack => ({ resource: new RestApi(new Stack(stack.node.root, 'Other'), 'Api').root })), /resource: "Other\/Api\/Default".*in the buffer's stack/],
    ['an API that takes all types for binary', () => onOwnApi({ binaryMediaTypes: ['*/*'] }), /resource: "Shop\/Mine".*its binaryMediaTypes hold \*\/\*/],
    ['an API that takes JSON for binary', () => onOwnApi({ binaryMediaTypes: ['application/json'] }), /hold application\/json/],
    ['what is for the owner to set', () => synthesize(stack => ({ resource: new RestApi(stack, 'Mine').root, doorRateLimit: 5 })), /doorRateLimit: .*for the owner of the API/],
    ['access that would hold for the whole API', () => synthesize(stack => ({ resource: new RestApi(stack, 'Mine').root, access: [DoorAccess.addresses('192.0.2.7')] })),
      /DoorAccess\.addresses.*whole of the API/],
  ])('%s', (_name, act, message) => {
    expect(act).toThrow(message);
  });

  test('a place that is taken', () => {
    const stack = new Stack(new App(), 'Shop');
    const { root } = new RestApi(stack, 'Mine');
    root.addResource('orders').addResource('{id}').addMethod('GET');
    root.addResource('refunds').addMethod('ANY');
    const buffer = new WebhookBuffer(stack, 'Orders', { target, resource: root, path: '/hooks' });
    expect(() => buffer.addRoute('/orders')).toThrow(/one parameter below \/orders, and the API has \{id\} there already/);
    expect(() => buffer.addRoute('/orders/{order}/x')).toThrow(/one parameter below \/orders, and the API has \{id\}/);
    expect(() => buffer.addRoute('/refunds')).toThrow(/no method ANY and no resource \{below\+\} already/);
    expect(() => new WebhookBuffer(stack, 'More', { target, resource: root, path: '/hooks' })).toThrow(/the API has no method ANY/);
    expect(() => buffer.addRoute('/orders/{id}/x')).not.toThrow();
  });
});

describe('the template\'s size', () => {
  const withRoutes = (count: number) => {
    const made = synthesize();
    for (let index = 1; index < count; index++) made.buffer.addRoute(`/r${index}`);
    return made;
  };

  test('is no matter for a few routes', () => {
    expect(warningsOf(withRoutes(5).stack)).toEqual([]);
  });

  test('is warned of from 80 percent', () => {
    const { stack } = withRoutes(14);
    expect(warningsOf(stack)).toContainEqual(expect.stringMatching(/take [89]\d{5} bytes of the 1000000 .*\/r13 \d{5}\. Take fewer routes/));
  });

  test('is an error where CloudFormation would refuse it', () => {
    expect(() => withRoutes(24).template).toThrow(/take 1\d{6} bytes of the 1000000 that a template may have; in bytes: \/ \d{5}, \/r1 \d{5}/);
  });

  test('counts the resources of a given API', () => {
    const { root } = { root: (stack: Stack) => new RestApi(stack, 'Mine').root };
    const made = synthesize(stack => {
      const resource = root(stack);
      for (let index = 0; index < 300; index++) resource.addResource(`n${index}`);
      return { resource };
    });
    expect(() => made.template).toThrow(/The API has 301 resources.* allows 300/);
  });

  test('of a single mapping template is bounded too', () => {
    const made = synthesize();
    const method = made.stack.node.findAll().find(construct => construct instanceof CfnMethod && construct.httpMethod === 'ANY') as CfnMethod;
    method.integration = { type: 'MOCK', requestTemplates: { 'application/json': 'x'.repeat(310_000) } };
    expect(() => made.template).toThrow(/A mapping template of the route \/ has 310002 bytes; API Gateway takes 307200/);
  });
});
