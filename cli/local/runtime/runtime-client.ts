import { existsSync } from 'node:fs';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';

type Handler = (event: unknown, context: Context) => unknown;
type Exports = { readonly [name: string]: unknown };
type LoadModule = (file: string) => Promise<Exports & { readonly default?: Exports }>;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/**
 * Loads the function that the environment names and works off its invocations, like AWS's own Node.js runtimes.
 * It ends only with an error: when the code cannot be loaded, or the Runtime API is gone.
 */
export async function serveInvocations(environment: NodeJS.ProcessEnv, loadModule: LoadModule): Promise<never> {
  const handler = await loadHandler(environment, loadModule).catch(async (error: unknown) => {
    await call(environment, 'POST', 'init/error', describe(error));
    throw error;
  });
  for (;;) await handleNext(environment, handler);
}

async function loadHandler({ _HANDLER = '', LAMBDA_TASK_ROOT = '' }: NodeJS.ProcessEnv, loadModule: LoadModule): Promise<Handler> {
  const [file = '', name = ''] = _HANDLER.split('.');
  const base = join(LAMBDA_TASK_ROOT, file);
  const path = ['.js', '.mjs', '.cjs'].map(extension => base + extension).find(candidate => existsSync(candidate));
  if (path === undefined) throw new Error(`Cannot find module ${base}`);
  const loaded = await loadModule(path);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') throw new Error(`${path} exports no function ${name}`);
  return handler as Handler;
}

async function handleNext(environment: NodeJS.ProcessEnv, handler: Handler): Promise<void> {
  const { headers, body } = await call(environment, 'GET', 'invocation/next');
  const context = contextOf(environment, headers);
  environment._X_AMZN_TRACE_ID = String(headers['lambda-runtime-trace-id']);
  const [outcome, answer] = await run(handler, body, context);
  await call(environment, 'POST', `invocation/${context.awsRequestId}/${outcome}`, answer);
}

async function run(handler: Handler, event: string, context: Context): Promise<readonly ['response' | 'error', string]> {
  try {
    const result = await handler(JSON.parse(event), context);
    return ['response', JSON.stringify(result) ?? 'null'];
  } catch (error) {
    return ['error', describe(error)];
  }
}

function contextOf(environment: NodeJS.ProcessEnv, headers: IncomingHttpHeaders): Context {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: String(headers['lambda-runtime-aws-request-id']),
    invokedFunctionArn: String(headers['lambda-runtime-invoked-function-arn']),
    functionName: String(environment.AWS_LAMBDA_FUNCTION_NAME),
    functionVersion: String(environment.AWS_LAMBDA_FUNCTION_VERSION),
    memoryLimitInMB: String(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE),
    logGroupName: String(environment.AWS_LAMBDA_LOG_GROUP_NAME),
    logStreamName: String(environment.AWS_LAMBDA_LOG_STREAM_NAME),
    getRemainingTimeInMillis: () => deadline - Date.now(),
    callbackWaitsForEmptyEventLoop: true,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}

function describe(error: unknown): string {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') });
}

function call(environment: NodeJS.ProcessEnv, method: string, path: string, body?: string): Promise<{ headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    const url = `http://${environment.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
    const outgoing = request(url, { method, agent }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
