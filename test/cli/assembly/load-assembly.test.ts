import { join } from 'node:path';
import { directoryOf, manifestOf, removeDirectories, stackArtifact } from './assembly-fixture';
import { loadAssembly } from '../../../cli/local/assembly/load-assembly';

afterAll(removeDirectories);

const template = { Resources: {} };

describe('the stacks of an assembly', () => {
  test('come with template, environment and parameters', () => {
    const directory = directoryOf({
      'manifest.json': manifestOf({ Shop: stackArtifact('Shop.template.json', { stackName: 'shop', parameters: { A: '1' } }, 'aws://111122223333/eu-west-1') }),
      'Shop.template.json': template,
    });
    expect(loadAssembly(directory)).toEqual([{
      id: 'Shop', stackName: 'shop', account: '111122223333', region: 'eu-west-1', template, parameters: { A: '1' }, paths: new Map(), assets: new Map(),
    }]);
  });

  test('get a stand-in for an environment that the app leaves open', () => {
    const directory = directoryOf({ 'manifest.json': manifestOf({ Shop: stackArtifact('t.json') }), 't.json': template });
    expect(loadAssembly(directory)).toMatchObject([{ account: '000000000000', region: 'us-east-1', stackName: 'Shop' }]);
  });

  test('include those of stages', () => {
    const directory = directoryOf({
      'manifest.json': manifestOf({ 'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod', displayName: 'Prod' } } }),
      'assembly-Prod/manifest.json': manifestOf({ ProdShop: { ...stackArtifact('t.json', { stackName: 'Prod-Shop' }), displayName: 'Prod/Shop' } }),
      'assembly-Prod/t.json': template,
    });
    expect(loadAssembly(directory)).toMatchObject([{ id: 'Prod/Shop', stackName: 'Prod-Shop' }]);
  });

  test('include nested stacks, at any depth', () => {
    const nested = (file: string): object => ({
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/assets/${file}` }, Parameters: { P: { Ref: 'Q' } } },
    });
    const asset = (path: string, objectKey: string): object => ({ source: { path, packaging: 'file' }, destinations: { d: { bucketName: 'b', objectKey } } });
    const directory = directoryOf({
      'manifest.json': manifestOf({
        'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
        'Shop': stackArtifact('Shop.template.json'),
      }),
      'Shop.template.json': { Resources: { Inner: nested('1111.json'), Elsewhere: nested('9999.json'), Plain: { Type: 'AWS::CloudFormation::Stack' } } },
      'inner.json': { Resources: { Innermost: nested('2222.json') } },
      'innermost.json': {},
      'Shop.assets.json': { version: '48.0.0', files: { a: asset('inner.json', '1111.json'), b: asset('innermost.json', '2222.json') } },
    });
    const [shop, inner, innermost, ...others] = loadAssembly(directory);
    expect(others).toEqual([]);
    expect(inner).toMatchObject({ id: 'Shop/Inner', stackName: 'Shop-Inner', parameters: { P: { Ref: 'Q' } }, nestedIn: { parent: shop, logicalId: 'Inner' } });
    expect(innermost).toMatchObject({ id: 'Shop/Inner/Innermost', nestedIn: { parent: inner, logicalId: 'Innermost' } });
  });

  test('come with their file assets, by object key', () => {
    const directory = directoryOf({
      'manifest.json': manifestOf({
        'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
        'Shop': stackArtifact('t.json'),
      }),
      't.json': template,
      'Shop.assets.json': {
        version: '48.0.0',
        files: {
          code: { source: { path: 'asset.abc', packaging: 'zip' }, destinations: { one: { objectKey: 'abc.zip' }, two: { objectKey: 'elsewhere/abc.zip' } } },
          file: { source: { path: 'f.json' }, destinations: { one: { objectKey: 'f.json' } } },
          made: { source: { executable: ['make'] }, destinations: { one: { objectKey: 'made.zip' } } },
        },
      },
    });
    const path = join(directory, 'asset.abc');
    expect(loadAssembly(directory)[0]?.assets).toEqual(new Map([
      ['abc.zip', { path, packaging: 'zip' }],
      ['elsewhere/abc.zip', { path, packaging: 'zip' }],
      ['f.json', { path: join(directory, 'f.json'), packaging: 'file' }],
    ]));
  });
});

describe('an assembly that cannot be read', () => {
  test.each([
    ['does not exist', '/no/such/directory', 'There is no directory /no/such/directory. Synthesize the app first, or give its command with --app.'],
    ['has no manifest', () => directoryOf({}), /is no cloud assembly: it has no manifest.json. Give the directory that cdk synth writes, often cdk.out.$/],
    ['has a manifest that is not JSON', () => directoryOf({ 'manifest.json': '{"version":' }), /manifest\.json is not valid JSON \(.*\)\. Synthesize the app again\.$/],
    ['has a manifest without a version', () => directoryOf({ 'manifest.json': '{}' }), /manifest\.json has no version\. Synthesize the app again\.$/],
    ['has a manifest that is nothing', () => directoryOf({ 'manifest.json': 'null' }), /manifest\.json is no JSON object\. Synthesize the app again\.$/],
    ['has a template that is nothing', () => directoryOf({ 'manifest.json': manifestOf({ Shop: stackArtifact('t.json') }), 't.json': 'null' }), /t\.json is no JSON object/],
    ['lacks a template', () => directoryOf({ 'manifest.json': manifestOf({ Shop: stackArtifact('t.json') }) }), /^Cannot read the cloud assembly in .*t\.json is missing\. Synthesize the app again\.$/],
    ['has a template that is not JSON', () => directoryOf({ 'manifest.json': manifestOf({ Shop: stackArtifact('t.json') }), 't.json': 'Resources:' }), /t\.json is not valid JSON/],
    ['has a stack without an environment', () => directoryOf({ 'manifest.json': manifestOf({ Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' } } }) }), /Missing environment/],
  ])('%s', (_, directory, message) => {
    expect(() => loadAssembly(typeof directory === 'string' ? directory : directory())).toThrow(message);
  });

  const newer = (): string => directoryOf({
    'manifest.json': { version: '999.0.0', artifacts: { Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'prod' } } } },
    'prod/manifest.json': {
      version: '999.0.0',
      artifacts: { 'Shop': stackArtifact('t.json'), 'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'a.json' } } },
    },
    'prod/t.json': template,
    'prod/a.json': { version: '999.0.0', files: {} },
  });

  test('was written by a newer CDK', () => {
    expect(() => loadAssembly(newer())).toThrow(/Maximum schema version supported is \d+\.x\.x, but found 999\.0\.0\. Update cdk-webhook-buffer, or try --skip-version-check\.$/);
  });

  test('was written by a newer CDK, but is read when asked to', () => {
    expect(loadAssembly(newer(), { skipVersionCheck: true })).toMatchObject([{ id: 'Shop' }]);
  });
});
