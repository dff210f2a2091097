import { answerQuestions } from './answer-questions';

/** Work to be measured. */
export interface Task {
  readonly batches: number;
}

/** What it took. */
export interface Cost {
  /** User and system time of this process, all of its threads together. */
  readonly cpuMicros: number;
  readonly wallMicros: number;
}

/** @param prepare makes all that is not to be measured, and gives what is */
export function measureTasks(prepare: (batches: number) => () => Promise<void>): void {
  answerQuestions(async ({ batches }: Task): Promise<Cost> => {
    const work = prepare(batches);
    const cpuBefore = process.cpuUsage();
    const startedAt = process.hrtime.bigint();
    await work();
    const wallNanos = process.hrtime.bigint() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    return { cpuMicros: user + system, wallMicros: Number(wallNanos) / 1000 };
  });
}
