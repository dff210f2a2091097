import type { SQSBatchResponse } from 'aws-lambda';
import { TargetMemory } from '../../../lambda/forwarder/circuit/target-memory';
import type { Settings } from '../../../lambda/forwarder/invocation';
import type { Ports, TargetResult } from '../../../lambda/forwarder/ports';
import type { CircuitBreakerConfiguration } from '../../../src/contract/forwarder-configuration';
import { failuresOf, Harness, SETTINGS } from '../support/harness';
import { record, type RecordOptions } from '../support/records';

export const BREAKER: CircuitBreakerConfiguration = { failuresInARow: 10, firstOpenSeconds: 30, longestOpenSeconds: 600 };

export const BROKEN: TargetResult = { outcome: { kind: 'retry', slow: false }, report: { httpStatus: 500 } };
export const UNREACHABLE: TargetResult = { outcome: { kind: 'retry', slow: false }, report: { errorCode: 'ECONNREFUSED' } };
export const TIMED_OUT: TargetResult = { outcome: { kind: 'retry', slow: false }, report: { errorCode: 'TIMEOUT_FIRST_BYTE', outcomeUnknown: true } };
export const UNAUTHORIZED: TargetResult = { outcome: { kind: 'retry', slow: true }, report: { httpStatus: 401 } };

/** An answer that asks for a wait. */
export const askingFor = (seconds: number, httpStatus = 429): TargetResult => ({
  outcome: { kind: 'retry', slow: false, retryAfterMillis: seconds * 1000 }, report: { httpStatus },
});

let serial = 0;

/** A forwarder with a circuit breaker. */
export class BreakerHarness extends Harness {
  constructor(settings: Partial<Settings> = {}, overrides: Partial<Ports> = {}) {
    super({ ...SETTINGS, circuitBreaker: BREAKER, ...settings }, overrides);
  }

  /** Hands over webhooks, each new and in a group of its own unless said otherwise. */
  public async receive(webhooks: readonly RecordOptions[] = [{}], overrides: Partial<Ports> = {}): Promise<SQSBatchResponse> {
    return this.run(webhooks.map(given => record({ group: `group-${++serial}`, receivedAt: this.time, ...given })), undefined, overrides);
  }

  /** Hands over so many new webhooks, each in an invocation of its own. */
  public async receiveEach(count: number): Promise<void> {
    for (let number = 0; number < count; number++) await this.receive();
  }

  /** Hands over new webhooks to other execution environments, all at the same time. */
  public receiveElsewhere(environments: number): Promise<SQSBatchResponse[]> {
    return Promise.all(Array.from({ length: environments }, () => this.receive([{}], { memory: new TargetMemory() })));
  }

  /** The same with a target that takes its time over its answers; the records that came back while it did. */
  public async receiveElsewhereSlowly(environments: number, result: TargetResult): Promise<string[]> {
    let answer: (given: TargetResult) => void = () => { /* set below */ };
    const answered = new Promise<TargetResult>(resolve => { answer = resolve; });
    const before = this.target.attempts.length;
    this.target.respond = () => answered;
    const held: string[] = [];
    const invocations = Array.from({ length: environments }, async () => {
      held.push(...failuresOf(await this.receive([{}], { memory: new TargetMemory() })));
    });
    while (held.length + this.target.attempts.length - before < environments) await new Promise(setImmediate);
    const heldMeanwhile = [...held];
    answer(result);
    await Promise.all(invocations);
    return heldMeanwhile;
  }

  public letPass(seconds: number): void {
    this.time += seconds * 1000;
  }

  /** Seconds for which the webhooks of the last invocation are hidden. */
  public get hiddenFor(): number[] {
    return this.hidden.at(-1)?.map(({ seconds }) => seconds) ?? [];
  }
}
