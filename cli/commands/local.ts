import { statSync } from 'node:fs';
import { UsageError, type Command } from './command';
import { givenPairs } from './given-pairs';
import { givenSecrets } from './given-secrets';
import { jsonReporter, textReporter, type Reporter } from './local-report';
import { parseOptions } from './parse-options';
import { withStopRequest } from './stop-request';
import { withTemporaryDirectory } from './temporary-directory';
import { appOfProject, synthesize } from '../local/assembly/synthesize';
import { startLocalStack, type LocalStackOptions } from '../local/stack';

const HELP = `Usage: cdk-webhook-buffer local [options]

Runs the webhook buffers of a CDK app on this machine: the synthesized API, its
mapping templates, the queues, the forwarder's code and the attempt table. Nothing
leaves the machine: a target elsewhere is replaced by a backend that answers 200.

Options:
  --app <command>            Command that synthesizes the app, such as "npx tsx app.ts";
                             by default the one in cdk.json
  --assembly <directory>     Run what is synthesized already, often cdk.out
  --stack <name>             Run the buffers of this stack only; can be repeated
  --port <number>            Port of the first buffer's door, the next buffer's being one
                             higher; by default ports that are free
  --backend <url>            Where to send webhooks whose target is not on this machine
  --secret <name>=<value>    Value of a secret that verifies webhooks, by its construct path,
                             logical id, name or ARN; can be repeated
  --secrets <file>           Values of secrets, as a JSON object by name
  --parameter <name>=<value> Value of a template parameter, by its logical id, or of what the
                             app reads from Parameter Store, by its name; can be repeated
  --sqs-endpoint <url>       Use this SQS engine instead of the embedded one
  --dynamodb-endpoint <url>  Use this DynamoDB engine instead of the embedded one
  --skip-version-check       Read an assembly of a CDK that is newer than this program
  --verbose                  Print what the forwarders log, too
  --json                     Print one JSON object a line
  --help                     Print this text

Examples:
  cdk-webhook-buffer local
  cdk-webhook-buffer local --app "npx tsx bin/app.ts" --port 4000
  cdk-webhook-buffer local --assembly cdk.out --stack Orders
  cdk-webhook-buffer local --backend http://127.0.0.1:3000
  cdk-webhook-buffer local --parameter /orders/url=http://127.0.0.1:3000
`;

const OPTIONS = {
  'app': { type: 'string' },
  'assembly': { type: 'string' },
  'stack': { type: 'string', multiple: true },
  'port': { type: 'string' },
  'backend': { type: 'string' },
  'secret': { type: 'string', multiple: true },
  'secrets': { type: 'string' },
  'parameter': { type: 'string', multiple: true },
  'sqs-endpoint': { type: 'string' },
  'dynamodb-endpoint': { type: 'string' },
  'skip-version-check': { type: 'boolean' },
  'verbose': { type: 'boolean' },
  'json': { type: 'boolean' },
} as const;

/** For what a backend takes at once; a webhook that waits for its next attempt would not be delivered in any bearable time. */
const DRAIN_MILLIS = 10_000;

/** Longer than any function runs, so that each delivery can end. */
const GRACE_MILLIS = 15 * 60_000;

export const localCommand: Command = {
  name: 'local',
  summary: 'Run the webhook buffers of a CDK app on this machine',
  help: HELP,
  async run(args) {
    const { app, assembly, port, ...options } = parseOptions(args, OPTIONS);
    if (app !== undefined && assembly !== undefined) throw new UsageError('--app and --assembly exclude each other');
    const report = options.json ? jsonReporter(process.stdout) : textReporter(process.stdout, process.stderr);
    const stackOptions: Omit<LocalStackOptions, 'assembly'> = {
      skipVersionCheck: options['skip-version-check'],
      stacks: options.stack,
      port: port === undefined ? undefined : parsePort(port),
      backendUrl: options.backend,
      secrets: givenSecrets(options.secret, options.secrets),
      parameters: givenPairs('--parameter', options.parameter),
      sqsEndpoint: options['sqs-endpoint'],
      dynamodbEndpoint: options['dynamodb-endpoint'],
      backend: { memory: 0 }, // nobody looks at what it got
      console: true,
    };
    await withStopRequest(stopRequested => withAssembly(app, assembly, report, async directory => {
      const stack = await startLocalStack({ ...stackOptions, assembly: directory });
      report.started(stack);
      report.watch(stack.events, options.verbose === true);
      await stopRequested;
      report.stopping();
      await stack.closeDoors(DRAIN_MILLIS);
      report.stopped(await stack.stop(GRACE_MILLIS));
    }));
    return 0;
  },
};

/** Synthesizes into a temporary directory, unless there is an assembly. As with the CDK CLI, an app can be an assembly too. */
async function withAssembly(
  app: string | undefined, assembly: string | undefined, report: Reporter, use: (directory: string) => Promise<void>,
): Promise<void> {
  const command = app ?? appOfProject(process.cwd());
  const existing = assembly ?? (command !== undefined && isDirectory(command) ? command : undefined);
  if (existing !== undefined) return use(existing);
  if (command === undefined) throw new UsageError('there is no cdk.json that names an app here; give --app or --assembly');
  return withTemporaryDirectory(async directory => {
    report.synthesizing(command);
    await synthesize(command, directory);
    await use(directory);
  });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--port must be a number from 0 to 65535, not ${text}`);
  return port;
}
