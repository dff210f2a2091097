import { Child } from './child';
import type { EnginesQuestion, EnginesState } from './programs/engines';
import type { Workbench } from './workbench';

/** Backend and table, in a process of their own. */
export class Engines {
  static async start({ program }: Workbench): Promise<Engines> {
    const child = new Child({ node: process.execPath, program: program('engines') });
    const { backendUrl, tableUrl } = await child.ask<EnginesState>({});
    return new Engines(child, backendUrl, tableUrl);
  }

  private constructor(private readonly child: Child, readonly backendUrl: string, readonly tableUrl: string) {}

  state(): Promise<EnginesState> {
    return this.child.ask<EnginesState>({});
  }

  /** Changes how long the backend takes. */
  async slowDown(backendMillis: number): Promise<void> {
    await this.child.ask<EnginesState>({ backendMillis } satisfies EnginesQuestion);
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}
