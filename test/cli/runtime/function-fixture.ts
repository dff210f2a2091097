import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionDefinition } from '../../../cli/local/runtime/function-definition';
import { LambdaFunction, type LambdaFunctionOptions } from '../../../cli/local/runtime/lambda-function';

export interface FunctionFixture {
  readonly lambda: LambdaFunction;
  readonly definition: FunctionDefinition;
  readonly logs: Array<readonly [stream: string, line: string]>;
}

const started: Array<{ readonly lambda: LambdaFunction; readonly directory: string }> = [];

/** A function whose code is the given CommonJS module. */
export function functionOf(
  code: string, definition: Partial<FunctionDefinition> = {}, options: Partial<LambdaFunctionOptions> = {},
): FunctionFixture {
  const directory = mkdtempSync(join(tmpdir(), 'webhook-buffer-function-'));
  writeFileSync(join(directory, 'index.js'), code);
  const complete: FunctionDefinition = {
    name: 'Forwarder',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:Forwarder',
    region: 'eu-west-1',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    codeDirectory: directory,
    memoryMegabytes: 256,
    timeoutSeconds: 10,
    reservedConcurrency: Infinity,
    variables: {},
    ...definition,
  };
  const logs: Array<readonly [string, string]> = [];
  const lambda = new LambdaFunction(complete, { onLog: (...line) => logs.push(line), ...options });
  started.push({ lambda, directory });
  return { lambda, definition: complete, logs };
}

/** Stops all functions of a test and removes their code. */
export async function stopFunctions(): Promise<void> {
  for (const { lambda, directory } of started.splice(0)) {
    await lambda.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a condition holds; the test's own timeout ends the wait. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!await condition()) await new Promise(resolve => setTimeout(resolve, 10));
}
