import type { Signal } from './signal';
import type { Width } from './width';
import type { CircuitItem } from '../../../src/contract/attempt-table';
import type { CircuitBreakerConfiguration } from '../../../src/contract/forwarder-configuration';
import { CIRCUIT_CLOSED_LOG_MESSAGE, CIRCUIT_OPENED_LOG_MESSAGE, type CircuitOpenedLogLine } from '../../../src/contract/log-lines';
import { errorFields } from '../../logging/error-fields';
import { settledWithin } from '../deadline';
import type { Metrics } from '../metrics';
import type { Ports } from '../ports';

/** The longest wait for the table; the one that ends here is the last for a while. */
const PATIENCE_MILLIS = 2_000;

/** A webhook that is held back is received once more, and SQS hands it over 1,000 times at most. */
const SHORTEST_HOLD_MILLIS = 5_000;

/** What is held back does not come back all at once. */
const JITTER_MILLIS = 5_000;

/** A webhook that failed before may do so for its own reasons: for so long, others may probe the target before it. */
const PRECEDENCE_MILLIS = 10_000;

/** What a probe may take beside the attempt. */
const PROBE_MARGIN_MILLIS = 5_000;

export type CircuitPorts = Pick<Ports, 'now' | 'random' | 'log' | 'target' | 'circuitTable' | 'memory'>;

/** What a breaker has from the invocation that it belongs to. */
export interface BreakerSurroundings {
  /** Unique among invocations. */
  readonly prober: string;
  /** The longest time for which an attempt waits for its turn. */
  readonly gapMillis: number;
  readonly metrics: Metrics;
  readonly width: Width;
}

/** A webhook that asks to be sent. */
export interface Applicant {
  readonly messageId: string;
  readonly failedBefore: boolean;
}

/** An attempt that was made. */
export interface ObservedAttempt {
  readonly messageId: string;
  readonly group: string;
  readonly isFirst: boolean;
}

/**
 * Keeps webhooks from a target that is down: the circuit as one invocation sees it. A delivery never depends on the table, and a table that
 * does not answer is as good as a closed circuit.
 */
export class CircuitBreaker {
  /** Changes of the table. */
  private readonly underWay = new Set<Promise<unknown>>();
  /** The webhook by which this invocation probes the target. */
  private probe: string | undefined;

  constructor(
    private readonly ports: CircuitPorts,
    private readonly configuration: CircuitBreakerConfiguration,
    private readonly surroundings: BreakerSurroundings,
  ) {}

  /** Finds out how things stand, before the invocation sends anything. */
  public async begin(): Promise<void> {
    await this.isOpen();
  }

  /** Resolves to the time until which a webhook is held back, or to undefined if it may be sent. */
  public async admit(applicant: Applicant): Promise<number | undefined> {
    if (!await this.isOpen()) return undefined;
    this.ports.memory.run.end();
    const heldUntil = await this.heldUntil(applicant);
    if (heldUntil !== undefined) this.surroundings.metrics.count('HELD_BY_CIRCUIT');
    return heldUntil;
  }

  public saw({ messageId, group, isFirst }: ObservedAttempt, signal: Signal): void {
    const { now, memory: { circuit, run } } = this.ports;
    if (messageId === this.probe) return this.probed(signal);
    if (signal.kind === 'success') run.end();
    if (signal.kind === 'failure' && isFirst) run.failed(group, now());
    if (signal.holdMillis > 0) {this.open('RETRY_AFTER', signal.holdMillis);} else if (circuit.item.openUntil === undefined && run.hasReached(this.configuration.failuresInARow)) {
      this.open('FAILURES', Math.max(this.openMillis(0), signal.retryAfterMillis));
    }
  }

  /** Waits for changes that are under way. */
  public async close(withinMillis: number): Promise<void> {
    if (this.underWay.size === 0) return;
    if (await settledWithin(Math.min(withinMillis, PATIENCE_MILLIS), Promise.all(this.underWay)) === undefined) this.report(new Error('the table took too long'));
  }

  private async isOpen(): Promise<boolean> {
    const { now, circuitTable, memory: { circuit } } = this.ports;
    await circuit.refresh(now, () => this.answered(() => circuitTable.read()));
    const isOpen = circuit.item.openUntil !== undefined;
    if (isOpen || circuit.meetsRecovery(now())) this.surroundings.width.startOver();
    return isOpen;
  }

  private async heldUntil({ messageId, failedBefore }: Applicant): Promise<number | undefined> {
    const { now, memory: { circuit: { item: { openUntil = 0, probeUntil = 0 } } } } = this.ports;
    const probesFrom = openUntil + (failedBefore ? PRECEDENCE_MILLIS : 0);
    if (now() < Math.max(probesFrom, probeUntil)) return this.notBefore(probesFrom);
    return await this.claimProbe(messageId) ? undefined : this.heldByAnother();
  }

  /** Where the table cannot tell, the probe is made all the same. */
  private async claimProbe(messageId: string): Promise<boolean> {
    const { now, target, circuitTable, memory: { circuit } } = this.ports;
    const { gapMillis, prober } = this.surroundings;
    const at = now();
    const probeUntil = at + gapMillis + target.totalTimeoutMillis + PROBE_MARGIN_MILLIS;
    const claimed = await this.answered(() => circuitTable.claimProbe(prober, probeUntil, at));
    if (claimed === false) return false;
    this.probe = messageId;
    if (claimed) circuit.know({ ...circuit.item, prober, probeUntil }, now());
    else circuit.suppose({}, now());
    return true;
  }

  /** Unless the other has found the target well already. */
  private async heldByAnother(): Promise<number | undefined> {
    const { circuit } = this.ports.memory;
    circuit.doubt();
    return await this.isOpen() ? this.notBefore(circuit.item.openUntil ?? 0) : undefined;
  }

  private notBefore(time: number): number {
    const { now, random } = this.ports;
    return Math.max(time, now() + SHORTEST_HOLD_MILLIS) + Math.floor(random() * JITTER_MILLIS);
  }

  private open(reason: CircuitOpenedLogLine['reason'], millis: number): void {
    const { now, circuitTable, memory: { circuit: { item }, run } } = this.ports;
    const at = now();
    const openUntil = at + Math.min(millis, this.longestMillis);
    run.end();
    if (openUntil <= (item.openUntil ?? 0)) return;
    if (reason === 'FAILURES') this.surroundings.metrics.count('CIRCUIT_OPENED');
    this.opened({ openedAt: at, ...item, openUntil }, reason);
    void this.changed(circuitTable.open(openUntil, at));
  }

  private probed(signal: Signal): void {
    this.probe = undefined;
    if (signal.kind === 'failure') this.probeFailed(signal);
    else if (signal.kind !== 'none') this.probeSucceeded();
  }

  private probeFailed({ retryAfterMillis }: Signal): void {
    const { now, circuitTable, memory: { circuit: { item } } } = this.ports;
    const { metrics, prober } = this.surroundings;
    const failedProbes = (item.failedProbes ?? 0) + 1;
    const openUntil = now() + Math.min(this.longestMillis, Math.max(this.openMillis(failedProbes), retryAfterMillis));
    metrics.count('CIRCUIT_OPENED');
    this.opened({ openedAt: item.openedAt, openUntil, failedProbes }, 'PROBE_FAILED');
    void this.changed(circuitTable.probeFailed(prober, openUntil));
  }

  private opened(item: CircuitItem, reason: CircuitOpenedLogLine['reason']): void {
    const { now, log, memory } = this.ports;
    memory.circuit.know(item, now());
    this.surroundings.width.startOver();
    const line: CircuitOpenedLogLine = { reason, openUntil: new Date(item.openUntil ?? 0).toISOString(), failedProbes: item.failedProbes ?? 0 };
    log.warn(CIRCUIT_OPENED_LOG_MESSAGE, { ...line });
  }

  private probeSucceeded(): void {
    const { now, log, circuitTable, memory: { circuit, run } } = this.ports;
    const { metrics, prober } = this.surroundings;
    const at = now();
    log.info(CIRCUIT_CLOSED_LOG_MESSAGE, { openMillis: at - (circuit.item.openedAt ?? at) });
    metrics.count('CIRCUIT_CLOSED');
    run.end();
    circuit.know({ closedAt: at }, at);
    // Meanwhile the target may have asked another to leave it alone for longer.
    void this.changed(circuitTable.close(prober, at)).then(closed => { if (closed === false) circuit.doubt(); });
  }

  private openMillis(failedProbes: number): number {
    return Math.min(this.longestMillis, this.configuration.firstOpenSeconds * 1000 * 2 ** failedProbes);
  }

  private get longestMillis(): number {
    return this.configuration.longestOpenSeconds * 1000;
  }

  /** Undefined if the table has no answer. */
  private async answered<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const settled = await settledWithin(PATIENCE_MILLIS, this.guarded(ask()).then(value => ({ value })));
    if (settled === undefined) this.report(new Error('the table took too long'));
    return settled?.value;
  }

  private async changed(change: Promise<boolean>): Promise<boolean | undefined> {
    const guarded = this.guarded(change);
    this.underWay.add(guarded);
    try {
      return await guarded;
    } finally {
      this.underWay.delete(guarded);
    }
  }

  private async guarded<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  private report(error: unknown): void {
    this.surroundings.metrics.count('CIRCUIT_STATE_FAILED');
    this.ports.log.warn('circuit_state_failed', errorFields(error));
  }
}
