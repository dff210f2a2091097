import { hash } from 'node:crypto';
import { type Stack, RemovalPolicy } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { type CfnResource, only, resourcesOf, synthesize } from './support';
import { Acknowledgement, MessageGrouping, WebhookMethod, WebhookSecret, WebhookSource } from '../../src';
import { MANIFEST_KEY } from '../../src/contract/manifest';
import type { SourceDefinition } from '../../src/sources/source-definition';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** A sender whose challenges take code to answer. */
class ChallengingSource extends WebhookSource {
  public readonly _definition: SourceDefinition = {
    name: 'challenging',
    secrets: [],
    handshakes: [],
    challenges: [{
      when: { method: 'GET', has: { from: 'query', name: 'crc_token' } },
      signed: false,
      answer: { status: 200, fields: { response_token: { kind: 'hmac', of: { from: 'query', name: 'crc_token' }, encoding: 'base64' } } },
    }],
  };
}

const secretIn = (stack: Stack, id = 'Secret') => WebhookSecret.fromSecretsManager(new Secret(stack, id));
const github = (stack: Stack) => WebhookSource.github({ secret: secretIn(stack) });

function idOf(template: Template, type: string, start: string): string {
  const [id, ...more] = Object.keys(template.findResources(type)).filter(name => name.startsWith(start));
  if (id === undefined || more.length > 0) throw new Error(`${more.length + (id ? 1 : 0)} resources of type ${type} that start with ${start}`);
  return id;
}

function statementsOf(template: Template, role: string): Statement[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(`"${role}`))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

/** The variables of the function whose logical id starts so. */
function variablesOf(template: Template, start: string): { readonly [name: string]: unknown } {
  const id = idOf(template, 'AWS::Lambda::Function', start);
  const { Properties } = template.findResources('AWS::Lambda::Function')[id] as CfnResource;
  return (Properties.Environment as { Variables: { [name: string]: unknown } }).Variables;
}

/** Method and type of integration, of the methods below a resource that has the path as its last part. */
function methodsAt(template: Template, pathPart: string): Array<[unknown, unknown]> {
  const resources = template.findResources('AWS::ApiGateway::Resource', { Properties: { PathPart: pathPart } });
  return resourcesOf(template, 'AWS::ApiGateway::Method')
    .filter(({ Properties }) => Object.keys(resources).includes((Properties.ResourceId as { Ref?: string }).Ref ?? ''))
    .map(({ Properties }) => [Properties.HttpMethod, (Properties.Integration as { Type: string }).Type]);
}

test('a buffer without a route that needs it has no function door and no bucket', () => {
  const { template, buffer } = synthesize();
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('AWS::S3::Bucket', 0);
  const { functionDoor, bodyBucket, alarms: { functionDoorErrors, functionDoorThrottles } } = buffer;
  expect({ functionDoor, bodyBucket, functionDoorErrors, functionDoorThrottles })
    .toEqual({ functionDoor: undefined, bodyBucket: undefined, functionDoorErrors: undefined, functionDoorThrottles: undefined });
  expect(template.toJSON().Metadata[MANIFEST_KEY].buffers.Orders).not.toHaveProperty('functionDoor');
});

describe('a route with a function door', () => {
  const made = synthesize();
  made.buffer.addRoute('/github', { source: github(made.stack), functionDoor: true, grouping: MessageGrouping.header('X-Group') });
  made.buffer.addRoute('/orders', { functionDoor: true, acknowledgement: Acknowledgement.noContent(), methods: [WebhookMethod.POST] });
  const { template, stack, buffer } = made;

  test('shares one function, one bucket and one permission with all others', () => {
    template.resourceCountIs('AWS::Lambda::Function', 2);
    template.resourceCountIs('AWS::S3::Bucket', 1);
    template.resourceCountIs('AWS::Lambda::Permission', 1);
  });

  test('is handed to the function whole, and only on its own paths', () => {
    expect(methodsAt(template, 'github').filter(([, type]) => type !== 'MOCK')).toEqual([['ANY', 'AWS_PROXY']]);
    const types = resourcesOf(template, 'AWS::ApiGateway::Method').map(({ Properties }) => (Properties.Integration as { Type: string }).Type);
    expect(types.filter(type => type === 'AWS')).toHaveLength(2);
  });

  test('answers other methods without the function', () => {
    expect(methodsAt(template, 'github').filter(([, type]) => type === 'MOCK').map(([method]) => method)).toEqual(['GET', 'HEAD', 'OPTIONS']);
    expect(methodsAt(template, 'orders').filter(([, type]) => type === 'MOCK').map(([method]) => method))
      .toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT']);
  });

  test('P8: lets only this API call the function', () => {
    const { Properties } = only(template, 'AWS::Lambda::Permission');
    expect(Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: stack.resolve(buffer.functionDoor!.functionArn),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: stack.resolve(buffer.api.arnForExecuteApi('*', '/*', 'prod')),
    });
  });

  test('tells the function what it has to know, and no secret', () => {
    const { WEBHOOK_BUFFER_DOOR_CONFIGURATION: configuration, ...others } = variablesOf(template, 'OrdersFunctionDoor');
    expect(others).toEqual({
      WEBHOOK_BUFFER_QUEUE_URL: stack.resolve(buffer.queue.queueUrl),
      WEBHOOK_BUFFER_BODY_BUCKET: stack.resolve(buffer.bodyBucket!.bucketName),
    });
    const name = { 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: idOf(template, 'AWS::SecretsManager::Secret', 'Secret') }] }] };
    const json = (configuration as { 'Fn::Join': [string, Array<string | object>] })['Fn::Join'][1]
      .map(part => typeof part === 'string' ? part : JSON.stringify(part) === JSON.stringify(name) ? 'the-secret' : 'x').join('');
    expect(JSON.parse(json)).toMatchObject({
      buffer: 'Shop/Orders',
      fifo: true,
      routes: {
        '/github': {
          source: { name: 'github', secrets: [{ from: 'secretsManager', id: 'arn:x:secretsmanager:x:x:secret:the-secret' }], challenges: [] },
          methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
          group: { from: 'header', name: 'X-Group' },
          deduplication: { from: 'header', name: 'X-GitHub-Delivery' },
          acknowledgementStatus: 200,
        },
        '/orders': { source: { name: 'none', secrets: [] }, methods: ['POST'], acknowledgementStatus: 204, acknowledgementBody: false },
      },
    });
  });

  test('P8: lets the function do what it does, on what is its own', () => {
    const logs = idOf(template, 'AWS::Logs::LogGroup', 'OrdersFunctionDoorLogs');
    const bucket = stack.resolve(buffer.bodyBucket!.bucketArn) as object;
    expect(statementsOf(template, 'OrdersFunctionDoorRole')).toEqual([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [logs, 'Arn'] } },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: stack.resolve(buffer.queue.queueArn) },
      { Effect: 'Allow', Action: ['s3:DeleteObject', 's3:PutObject'], Resource: { 'Fn::Join': ['', [bucket, '/claims/*']] } },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: idOf(template, 'AWS::SecretsManager::Secret', 'Secret') },
      },
    ]);
  });

  test('P8: lets the forwarder fetch and remove bodies, and nothing else of the bucket', () => {
    const bucket = stack.resolve(buffer.bodyBucket!.bucketArn) as object;
    expect(statementsOf(template, 'OrdersForwarderRole').filter(({ Action }) => String(Action).includes('s3:'))).toEqual([
      { Effect: 'Allow', Action: ['s3:DeleteObject', 's3:GetObject'], Resource: { 'Fn::Join': ['', [bucket, '/claims/*']] } },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket },
    ]);
    expect(variablesOf(template, 'OrdersForwarder')).toMatchObject({ WEBHOOK_BUFFER_BODY_BUCKET: stack.resolve(buffer.bodyBucket!.bucketName) });
  });

  test('keeps bodies encrypted, private and not for ever', () => {
    expect(only(template, 'AWS::S3::Bucket')).toEqual({
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 45, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('names function and bucket in the manifest', () => {
    expect(template.toJSON().Metadata[MANIFEST_KEY].buffers.Orders).toMatchObject({
      functionDoor: idOf(template, 'AWS::Lambda::Function', 'OrdersFunctionDoor'),
      bodyBucket: idOf(template, 'AWS::S3::Bucket', 'OrdersFunctionDoor'),
    });
  });
});

describe('a source with challenges that take code', () => {
  test('comes in by the function door, its challenges included', () => {
    const made = synthesize();
    made.buffer.addRoute('/x', { source: new ChallengingSource() });
    expect(methodsAt(made.template, 'x').filter(([, type]) => type === 'MOCK').map(([method]) => method)).toEqual(['HEAD', 'OPTIONS']);
    expect(JSON.stringify(variablesOf(made.template, 'OrdersFunctionDoor'))).toContain('crc_token');
  });

  test('has its door by every route that has it from the buffer, and by no route with another source', () => {
    const made = synthesize({ source: new ChallengingSource() });
    made.buffer.addRoute('/same');
    made.buffer.addRoute('/github', { source: github(made.stack) });
    expect(methodsAt(made.template, 'same')).toContainEqual(['ANY', 'AWS_PROXY']);
    expect(methodsAt(made.template, 'github')).toContainEqual(['ANY', 'AWS']);
  });

  test('cannot do without', () => {
    expect(() => synthesize({ source: new ChallengingSource(), functionDoor: false }))
      .toThrow('Shop/Orders: functionDoor: false is not possible: the source challenging has challenges that take code to answer');
  });
});

test('handshakes that a template can answer stay with it', () => {
  const made = synthesize();
  made.buffer.addRoute('/meta', { source: WebhookSource.meta({ verifyToken: new Secret(made.stack, 'Token').secretValue }), functionDoor: true });
  const gets = resourcesOf(made.template, 'AWS::ApiGateway::Method').filter(({ Properties }) => JSON.stringify(Properties).includes('hub.challenge'));
  expect(gets.map(({ Properties }) => [Properties.HttpMethod, (Properties.Integration as { Type: string }).Type])).toEqual([['GET', 'MOCK'], ['GET', 'MOCK']]);
});

test('with a key of one\'s own, bodies are encrypted with it, and the function may use it', () => {
  const { template } = synthesize(stack => ({ encryptionKey: new Key(stack, 'Key'), functionDoor: true }));
  const key = { 'Fn::GetAtt': [idOf(template, 'AWS::KMS::Key', 'Key'), 'Arn'] };
  expect(only(template, 'AWS::S3::Bucket').Properties.BucketEncryption).toEqual({
    ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } }],
  });
  expect(statementsOf(template, 'OrdersFunctionDoorRole')).toContainEqual({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key });
});

describe('P8: of a secret the function may read the value, and nothing else', () => {
  const granted = (secret: (stack: Stack) => WebhookSecret) => {
    const { template } = synthesize(stack => ({ source: WebhookSource.github({ secret: secret(stack) }), functionDoor: true }));
    return statementsOf(template, 'OrdersFunctionDoorRole').filter(({ Action }) => /^(secretsmanager|ssm|kms):/.test(String(Action)));
  };
  const via = (service: string) => ({ StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.amazonaws.com']] } } });

  test('in Secrets Manager, with a key of one\'s own', () => {
    expect(granted(stack => WebhookSecret.fromSecretsManager(new Secret(stack, 'Secret', { encryptionKey: new Key(stack, 'Key') })))).toMatchObject([
      { Action: 'secretsmanager:GetSecretValue' },
      { Action: 'kms:Decrypt', Condition: via('secretsmanager') },
    ]);
  });

  test('in Secrets Manager, by its name', () => {
    const [{ Action, Resource }] = granted(stack => WebhookSecret.fromSecretsManager(Secret.fromSecretNameV2(stack, 'Secret', 'github')));
    expect([Action, JSON.stringify(Resource)]).toEqual(['secretsmanager:GetSecretValue', expect.stringContaining(':secret:github-??????')]);
  });

  test('in Parameter Store, with a key of one\'s own', () => {
    expect(granted(stack => WebhookSecret.fromParameterStore(StringParameter.fromSecureStringParameterAttributes(stack, 'Secret', {
      parameterName: '/github', encryptionKey: new Key(stack, 'Key'),
    })))).toMatchObject([{ Action: 'ssm:GetParameter' }, { Action: 'kms:Decrypt', Condition: via('ssm') }]);
  });
});

test('P8: no policy of the function door allows anything on all resources', () => {
  const { template } = synthesize({ functionDoor: true });
  for (const { Action, Resource } of statementsOf(template, 'OrdersFunctionDoorRole')) {
    expect(Resource).not.toBe('*');
    expect([Action].flat().join()).not.toContain('*');
  }
});

test('a bucket that leaves with its stack takes no custom resource to do so', () => {
  const { template } = synthesize({ functionDoor: true, removalPolicy: RemovalPolicy.DESTROY });
  expect(only(template, 'AWS::S3::Bucket').DeletionPolicy).toBe('Delete');
  expect(Object.values(template.toJSON().Resources as { [id: string]: CfnResource }).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([]);
});

test('alarms of the function door act like all others, whether the action or the route comes first', () => {
  const made = synthesize();
  made.buffer.alarms.addAlarmAction(new SnsAction(new Topic(made.stack, 'First')));
  made.buffer.addRoute('/orders', { functionDoor: true });
  made.buffer.alarms.addAlarmAction(new SnsAction(new Topic(made.stack, 'Second')));
  const alarms = resourcesOf(made.template, 'AWS::CloudWatch::Alarm');
  expect(alarms).toHaveLength(resourcesOf(synthesize().template, 'AWS::CloudWatch::Alarm').length + 2);
  for (const { Properties } of alarms) expect(Properties.AlarmActions).toHaveLength(2);
  made.template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Throttles', Threshold: 1 });
  expect(made.buffer.alarms.functionDoorErrors).toBeDefined();
  expect(made.buffer.alarms.functionDoorThrottles).toBeDefined();
});

test('a route whose source needs no code keeps the function door of its buffer', () => {
  const made = synthesize({ functionDoor: true });
  made.buffer.addRoute('/github', { source: WebhookSource.github() });
  const queueing = resourcesOf(made.template, 'AWS::ApiGateway::Method').filter(({ Properties }) => JSON.stringify(Properties.Integration).includes('AmazonSQS.SendMessage'));
  expect(queueing).toEqual([]);
});

test('a handshake by POST is for the function to answer, like a challenge', () => {
  const { template } = synthesize({ source: WebhookSource.microsoftGraph(), functionDoor: true });
  const { WEBHOOK_BUFFER_DOOR_CONFIGURATION: configuration } = variablesOf(template, 'OrdersFunctionDoor');
  const validationToken = { from: 'query', name: 'validationToken' };
  expect(JSON.parse(configuration as string)).toMatchObject({
    routes: {
      '/': {
        source: {
          challenges: [{
            when: { method: 'POST', has: validationToken, empty: true },
            signed: false,
            answer: { status: 200, contentType: 'text/plain', text: { kind: 'echo', of: validationToken } },
          }],
        },
      },
    },
  });
});

test('more routes than the environment of a function has room for are refused', () => {
  const made = synthesize({ functionDoor: true });
  // No two of them have much in common that could be packed.
  const paths = Array.from({ length: 34 }, (_, index) => `/${hash('sha512', String(index))}`);
  for (const [index, path] of paths.entries()) made.buffer.addRoute(path, { source: WebhookSource.stripe({ secret: secretIn(made.stack, `Secret${index}`) }) });
  expect(() => made.template).toThrow(/The 35 routes of the function door take about \d+ bytes of environment variables; Lambda allows 4096\. Keep several secrets as fields of one, or move routes/);
  expect(() => made.template).toThrow(/The routes of the buffer take about \d+ bytes of environment variables/);
});

test('an imported API may call the function at the stage that it is deployed to', () => {
  const { template } = synthesize(stack => ({
    resource: RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'abc123', rootResourceId: 'root' }).root,
    stageName: 'v1',
    functionDoor: true,
  }));
  const [{ Properties }] = resourcesOf(template, 'AWS::Lambda::Permission');
  expect(JSON.stringify(Properties.SourceArn)).toContain(':abc123/v1/*/*');
});
