import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type BuildResult } from 'esbuild';
import { SETTINGS } from './support/harness';
import { FORWARDER_ENVIRONMENT } from '../../src/contract/forwarder-configuration';
import { functionBundle } from '../../tools/function-bundle';

describe('the bundle of the forwarder', () => {
  let folder: string;
  let file: string;
  let result: BuildResult<{ metafile: true }>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forwarder-'));
    file = join(folder, 'index.js');
    result = await build(functionBundle('forwarder', folder));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('F37 is small enough to load fast', () => {
    const [[, { bytes, inputs }]] = Object.entries(result.metafile.outputs).filter(([output]) => output.endsWith('index.js'));
    expect(bytes).toBeLessThan(450_000);
    // What not every forwarder does is in files that are loaded where it is done.
    expect(Object.keys(inputs).filter(input => /client-(s3|secrets-manager|ssm)|lambda\/signatures\/schemes/.test(input))).toEqual([]);
  });

  it('F37 holds no second HTTP client, no tracer and nothing of the construct library', () => {
    const inputs = Object.keys(result.metafile.inputs);
    expect(inputs.filter(input => /node_modules\/(undici|axios|aws-xray-sdk-core|aws-cdk-lib|constructs)\//.test(input))).toEqual([]);
    expect(inputs.filter(input => /^(src|cli)\//.test(input) && !input.startsWith('src/contract/'))).toEqual([]);
  });

  it('exports a handler that runs in Node without anything beside it', () => {
    const configuration = {
      ...SETTINGS,
      buffer: 'Orders',
      target: { kind: 'http', url: 'https://backend.example/', allowHttp: false, connectTimeoutMillis: 1, firstByteTimeoutMillis: 1, totalTimeoutMillis: 1, forwardHeaders: [] },
    };
    const program = `require(${JSON.stringify(file)}).handler({ Records: [] }, { awsRequestId: 'r', getRemainingTimeInMillis: () => 0 }).then(answer => console.log(JSON.stringify(answer)))`;
    const stdout = execFileSync(process.execPath, ['-e', program], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        AWS_REGION: 'eu-west-1',
        [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify(configuration),
        [FORWARDER_ENVIRONMENT.QUEUE_URL]: 'https://sqs.example/1/q',
        [FORWARDER_ENVIRONMENT.DEAD_LETTER_QUEUE_URL]: 'https://sqs.example/1/d',
        [FORWARDER_ENVIRONMENT.ATTEMPT_TABLE]: 'attempts',
      },
    });
    expect(stdout.trim()).toBe('{"batchItemFailures":[]}');
  });
});
