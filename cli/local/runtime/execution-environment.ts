import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { environmentVariables, type FunctionDefinition } from './function-definition';
import { RuntimeApi, type RuntimeAnswer } from './runtime-api';

export type InvocationResult =
  | { readonly outcome: 'succeeded'; readonly payload: string }
  | { readonly outcome: 'failed' | 'timed out' | 'crashed'; readonly error: string }
  | { readonly outcome: 'throttled' };

type OnLog = (stream: 'stdout' | 'stderr', line: string) => void;

/** What Lambda allows for loading a function's code. */
const INITIALIZATION_MILLIS = 10_000;

/** Beside the bundled program; or, where the sources run unbundled, where the bundler puts it. */
const [BESIDE, IN_REPOSITORY] = [join(__dirname, 'bootstrap.js'), join(__dirname, '../../../assets/cli/bootstrap.js')];
const BOOTSTRAP = existsSync(BESIDE) ? BESIDE : IN_REPOSITORY;

/** A process that runs a function's code, one invocation after another. */
export class ExecutionEnvironment {
  static async start(definition: FunctionDefinition, onLog: OnLog): Promise<ExecutionEnvironment> {
    return new ExecutionEnvironment(definition, await RuntimeApi.listen(), onLog);
  }

  /** Settles with Lambda's words for how the process ended. */
  readonly ended: Promise<string>;
  private readonly process: ChildProcess;
  private expiry?: NodeJS.Timeout;

  private constructor(private readonly definition: FunctionDefinition, private readonly api: RuntimeApi, onLog: OnLog) {
    this.process = spawn(process.execPath, [`--max-old-space-size=${definition.memoryMegabytes}`, BOOTSTRAP], {
      cwd: definition.codeDirectory,
      env: environmentVariables(definition, api.address),
      // The fourth is never written to: it closes when this program ends, however it ends, and the child with it.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    forEachLine(this.process.stdout, line => onLog('stdout', line));
    forEachLine(this.process.stderr, line => onLog('stderr', line));
    this.ended = this.waitForEnd();
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  get alive(): boolean {
    return this.process.pid !== undefined && this.process.exitCode === null && this.process.signalCode === null;
  }

  async invoke(payload: string, requestId: string): Promise<InvocationResult> {
    clearTimeout(this.expiry);
    const notInitialized = await this.initialize();
    return notInitialized ?? this.run(payload, requestId);
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.kill();
    await this.ended;
  }

  stopWhenIdle(idleMillis: number): void {
    this.expiry = setTimeout(() => this.kill(), idleMillis).unref();
  }

  private async initialize(): Promise<InvocationResult | undefined> {
    const ready = this.api.initialized.then((error): InvocationResult | undefined => error === undefined ? undefined : { outcome: 'failed', error });
    const result = await this.within(INITIALIZATION_MILLIS, ready, `the code was not loaded within ${INITIALIZATION_MILLIS / 1000} seconds`);
    if (result) await this.stop();
    return result;
  }

  private async run(payload: string, requestId: string): Promise<InvocationResult> {
    const { arn: functionArn, timeoutSeconds } = this.definition;
    const timeoutMillis = timeoutSeconds * 1000;
    const answer = this.api.invoke({ requestId, payload, functionArn, deadline: Date.now() + timeoutMillis });
    const result = await this.within(timeoutMillis, answer.then(toResult), `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
    if (result.outcome === 'timed out') await this.stop();
    return result;
  }

  /** The first of: what is waited for, the end of the process, the end of the time. */
  private async within<T>(millis: number, awaited: Promise<T>, timedOut: string): Promise<T | InvocationResult> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<InvocationResult>(resolve => {
      timer = setTimeout(() => resolve({ outcome: 'timed out', error: timedOut }), millis);
    });
    const crash = this.ended.then((error): InvocationResult => ({ outcome: 'crashed', error }));
    try {
      return await Promise.race([awaited, crash, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async waitForEnd(): Promise<string> {
    const reason = await once(this.process, 'exit').then(([code, signal]) => signal ? `signal: ${signal}` : `exit status ${code}`, String);
    clearTimeout(this.expiry);
    this.api.close();
    return `Runtime exited with error: ${reason}`;
  }
}

function toResult(answer: RuntimeAnswer): InvocationResult {
  return answer.kind === 'response' ? { outcome: 'succeeded', payload: answer.payload } : { outcome: 'failed', error: answer.message };
}

function forEachLine(stream: Readable | null, callback: (line: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', callback);
}
