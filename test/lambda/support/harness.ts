import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { MemoryBodyStore } from './memory-body-store';
import { MemoryCircuitTable } from './memory-circuit-table';
import { MemoryClaims } from './memory-claims';
import { MemorySecrets } from './memory-secrets';
import { MemoryTable } from './memory-table';
import { RECEIVED_AT } from './records';
import { forwardBatch } from '../../../lambda/forwarder/batch';
import { TargetMemory } from '../../../lambda/forwarder/circuit/target-memory';
import type { Webhook } from '../../../lambda/forwarder/envelope';
import { openInvocation, type Settings } from '../../../lambda/forwarder/invocation';
import { Metrics } from '../../../lambda/forwarder/metrics';
import type { AttemptIdentity, DeadLetterMessage, HiddenMessage, Ports, Target, TargetResult } from '../../../lambda/forwarder/ports';
import type { LogFields } from '../../../lambda/logging/log';
import { CachedSecrets } from '../../../lambda/secrets/cached-secrets';
import { Verifier } from '../../../lambda/signatures/verifier';

export const SETTINGS: Settings = {
  fifo: true,
  groupsInParallel: 10,
  retry: { initialDelaySeconds: 10, maxDelaySeconds: 3600, maxAgeSeconds: 86_400 },
  attemptLog: { retentionSeconds: 30 * 86_400 },
  routes: { '/github': {} },
};

export const DELIVERED: TargetResult = { outcome: { kind: 'delivered' }, report: { httpStatus: 200 } };
export const UNAVAILABLE: TargetResult = { outcome: { kind: 'retry', slow: false }, report: { httpStatus: 503 } };
export const REFUSED: TargetResult = { outcome: { kind: 'permanent' }, report: { httpStatus: 422 } };

export type Respond = (webhook: Webhook, identity: AttemptIdentity) => TargetResult | Promise<TargetResult>;

/** A target whose answers a test decides, and which remembers what it was given. */
export class ScriptedTarget implements Target {
  public readonly totalTimeoutMillis = 20_000;
  public readonly attempts: Array<AttemptIdentity & { readonly webhook: Webhook }> = [];
  public highestConcurrency = 0;
  private underWay = 0;

  constructor(public respond: Respond = () => DELIVERED) {}

  public async attempt(webhook: Webhook, identity: AttemptIdentity): Promise<TargetResult> {
    this.attempts.push({ ...identity, webhook });
    this.highestConcurrency = Math.max(this.highestConcurrency, ++this.underWay);
    try {
      return await this.respond(webhook, identity);
    } finally {
      this.underWay--;
    }
  }

  public get messageIds(): string[] {
    return this.attempts.map(({ messageId }) => messageId);
  }
}

export interface LogLine extends LogFields {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** The forwarder's core over ports in memory. Each may be replaced or made to fail. */
export class Harness {
  public time = RECEIVED_AT + 1_000;
  public readonly target = new ScriptedTarget();
  public readonly table = new MemoryTable();
  public readonly circuitTable = new MemoryCircuitTable();
  public readonly claims = new MemoryClaims();
  public readonly bodyStore = new MemoryBodyStore();
  /** Each call of the queue's that hides messages. */
  public readonly hidden: HiddenMessage[][] = [];
  public readonly deadLetters: DeadLetterMessage[] = [];
  public readonly quarantine: DeadLetterMessage[] = [];
  public readonly secrets = new MemorySecrets();
  public readonly lines: LogLine[] = [];
  public readonly published: Metrics[] = [];
  public readonly ports: Ports;

  private readonly cached = new CachedSecrets(this.secrets.read, () => this.time);

  constructor(public settings: Settings = SETTINGS, overrides: Partial<Ports> = {}) {
    const logAt = (level: LogLine['level']) => (message: string, fields: LogFields) => { this.lines.push({ ...fields, level, message }); };
    this.ports = {
      now: () => this.time,
      random: () => 0.5,
      stopwatch: { elapsed: () => this.time, wait: async millis => { this.time += millis; } },
      target: this.target,
      queue: {
        hide: async messages => { this.hidden.push([...messages]); return []; },
        deadLetter: async message => { this.deadLetters.push(message); },
        quarantine: async message => { this.quarantine.push(message); },
      },
      table: this.table,
      circuitTable: this.circuitTable,
      memory: new TargetMemory(),
      claims: this.claims,
      bodyStore: this.bodyStore,
      secrets: this.cached,
      verifier: new Verifier({ secrets: this.cached, fetchText: async () => { throw new Error('nothing is fetched here'); }, now: () => this.time }),
      log: { info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
      publish: metrics => { this.published.push(metrics); },
      ...overrides,
    };
  }

  /** Runs one invocation. */
  public run(records: readonly SQSRecord[], remainingMillis = (): number => 60_000, overrides: Partial<Ports> = {}): Promise<SQSBatchResponse> {
    const context = { awsRequestId: 'e5d2c1b0-0000-4000-8000-000000000000', getRemainingTimeInMillis: remainingMillis };
    return forwardBatch(records, openInvocation({ ...this.ports, ...overrides }, this.settings, context));
  }

  public count(name: Parameters<Metrics['count']>[0]): number {
    return this.published.reduce((sum, { counts }) => sum + (counts.get(name) ?? 0), 0);
  }

  public linesWith(message: string): LogLine[] {
    return this.lines.filter(line => line.message === message);
  }
}

export const failuresOf = ({ batchItemFailures }: SQSBatchResponse): string[] => batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
