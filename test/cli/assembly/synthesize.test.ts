import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directoryOf, removeDirectories } from './assembly-fixture';
import { appOfProject, synthesize } from '../../../cli/local/assembly/synthesize';

jest.setTimeout(30_000);

afterAll(removeDirectories);

/** An app that writes down the environment that it is run in. */
const APP = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync(process.env.CDK_OUTDIR, { recursive: true });
  const { CDK_CONTEXT_JSON, CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION, PATH } = process.env;
  const seen = { context: JSON.parse(CDK_CONTEXT_JSON), CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION, PATH, arguments: process.argv.slice(2), directory: process.cwd() };
  writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', JSON.stringify(seen));
`;

async function run(command: string, files: { readonly [path: string]: string | object }): Promise<Record<string, unknown>> {
  const project = directoryOf(files);
  const directory = join(project, 'out put');
  await synthesize(command, directory, project);
  return { ...JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as object, inProject: true };
}

describe('an app is run as the CDK CLI runs it', () => {
  test('with its context from both files, in an environment that stands in for the real one', async () => {
    const seen = await run('node app.js one "two words"', {
      'app.js': APP,
      'cdk.json': { app: 'ignored here', context: { a: 1, b: 'from cdk.json' } },
      'cdk.context.json': { b: 'from cdk.context.json' },
    });
    expect(seen).toMatchObject({
      context: { a: 1, b: 'from cdk.context.json' },
      CDK_DEFAULT_ACCOUNT: '000000000000',
      CDK_DEFAULT_REGION: 'us-east-1',
      PATH: process.env.PATH,
      arguments: ['one', 'two words'],
    });
  });

  test('also when it is just a JavaScript file, in a project without settings', async () => {
    expect(await run('app.js', { 'app.js': APP })).toMatchObject({ context: {}, arguments: [] });
  });
});

describe('an app that does not synthesize', () => {
  test('is shown with what it printed', async () => {
    await expect(run('node app.js', { 'app.js': 'console.log("on stdout"); console.error("on stderr"); process.exit(3);' }))
      .rejects.toThrow(/^The app ended with exit code 3: node app\.js\n(on stdout\non stderr|on stderr\non stdout)$/);
  });

  test('is shown with the signal that ended it', async () => {
    await expect(run('exec node app.js', { 'app.js': 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 9999);' }))
      .rejects.toThrow('The app ended with SIGTERM: exec node app.js');
  });

  test('but ends well is no CDK app', async () => {
    await expect(run('node app.js', { 'app.js': 'console.log("hello");' })).rejects.toThrow('The app wrote no cloud assembly; is it a CDK app? node app.js\nhello');
  });

  test('is not run where the settings are not JSON', async () => {
    const project = directoryOf({ 'cdk.context.json': '{', 'app.js': 'require("node:fs").writeFileSync("ran", "")' });
    await expect(synthesize('node app.js', join(project, 'out'), project)).rejects.toThrow(/cdk\.context\.json is not valid JSON: /);
    expect(existsSync(join(project, 'ran'))).toBe(false);
  });
});

test.each([
  ['names its app in cdk.json', { 'cdk.json': { app: 'node app.js' } }, 'node app.js'],
  ['names none', { 'cdk.json': {} }, undefined],
  ['names something else', { 'cdk.json': { app: 1 } }, undefined],
  ['has a cdk.json that is no object', { 'cdk.json': '[]' }, undefined],
  ['has no cdk.json', {}, undefined],
])('a project that %s', (_, files, app) => {
  expect(appOfProject(directoryOf(files))).toBe(app);
});
