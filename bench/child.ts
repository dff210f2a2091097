import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface ChildOptions {
  readonly node: string;
  readonly program: string;
  readonly arguments?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** A process of its own that answers questions, one at a time. What it prints is thrown away, but for its errors. */
export class Child {
  private readonly process: ChildProcess;
  private readonly ended: Promise<never>;

  constructor({ node, program, arguments: given = [], environment = process.env }: ChildOptions) {
    this.process = spawn(node, [program, ...given], { env: environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.ended = once(this.process, 'exit').then(([code, signal]) => {
      throw new Error(`${program} ended with ${signal ?? `exit code ${code}`}`);
    });
    this.ended.catch(() => {}); // it ends when it is stopped, and then nobody waits
  }

  async ask<Answer>(question: object): Promise<Answer> {
    const answer = once(this.process, 'message');
    this.process.send(question);
    const [message] = await Promise.race([answer, this.ended]);
    return message as Answer;
  }

  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended.catch(() => {});
  }
}
