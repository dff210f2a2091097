import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { CONCURRENCY, synthesizeCampaign } from './campaign-stack';
import { FaultyBackend } from './faulty-backend';
import { Injector } from './injector';
import { Ledger } from './ledger';
import type { Leak, Observations } from './observations';
import type { Plan } from './plan';
import { plantedIn } from './planted';
import { QueueFaults } from './queue-faults';
import { Saboteur } from './saboteur';
import { TableFaults } from './table-faults';
import { difference, PLANTED_ANSWER, sendWebhooks, signingSecret, webhook, type Webhook } from './webhooks';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../cli/local/assembly/local-account';
import { QueueEngine, startQueueServer } from '../../../cli/local/queue';
import type { LocalStack } from '../../../cli/local/stack';
import { startTableEngine } from '../../../cli/local/table/table-engine';
import { DEAD_LETTER_ATTRIBUTES } from '../../../src/contract/dead-letter';
import { ATTEMPT_LOG_FALLBACK_MESSAGE, DISCARDED_LOG_MESSAGE } from '../../../src/contract/log-lines';
import { tapAnswers } from '../support/answer-tap';
import { AwsProxy } from '../support/aws-proxy';
import { AttemptTableReader, attemptsIn, headsIn, messagesIn, takeAll, type StoredAttempt } from '../support/observe';
import { SkippingClock } from '../support/skipping-clock';
import { startSkippingStack } from '../support/skipping-stack';

/** Time is real while the forwarder works: it hides what it drains for hardly longer than it may take. */
const PACE = 1;
const REFUSAL_MILLIS = 150;
const BETWEEN_REFUSALS_MILLIS = 4_000;
const BETWEEN_RELEASES_MILLIS = 5_000;
const BETWEEN_LAST_RELEASES_MILLIS = 1_000;
const CHECK_MILLIS = 100;
/**
 * After a rotation, and where webhooks are forged, some wait until the secret may be read again, for a minute at most. A campaign that is over
 * sooner has neither.
 */
const LEAST_WEBHOOKS_FOR_FORGERIES = 1_000;
const ROTATIONS = 2;
const FORGED_ONE_IN = 150;
/** Of the webhooks: the last of them are not waited for. */
const FORGED_UP_TO = 0.6;
const FORGER = 'somebody else';
/** While something waits for real time, the virtual one does not run away. */
const SKIP_MILLIS = 100;

/** A buffer with faults all around it. */
export class CampaignRun {
  static async start(plan: Plan, groups: number): Promise<CampaignRun> {
    const run = new CampaignRun(plan, groups);
    try {
      await run.startAll();
      return run;
    } catch (error) {
      await run.stop();
      throw error;
    }
  }

  readonly ledger = new Ledger();
  private readonly injector: Injector;
  private readonly leaks: Leak[] = [];
  private readonly sent = new Map<number, Webhook>();
  private readonly signatures = new Set<string>();
  /** Ends what was started, latest first. */
  private readonly ends: Array<() => unknown> = [];
  private readonly stopping = new AbortController();
  private stack?: LocalStack;
  private backend?: FaultyBackend;
  private saboteur?: Saboteur;
  private tableEndpoint = '';

  private constructor(private readonly plan: Plan, private readonly groups: number) {
    this.injector = new Injector({
      plan,
      ledger: this.ledger,
      expose: receiptHandles => void this.saboteur?.expose(this.buffer.queueUrl, receiptHandles),
      compare: (number, incoming, body) => {
        const sent = this.sent.get(number);
        return sent === undefined ? 'nobody sent it' : difference(sent, incoming, body);
      },
    });
  }

  /** Sends webhooks while the secret is rotated now and then. */
  async send(webhooks: number): Promise<void> {
    const large = webhooks >= LEAST_WEBHOOKS_FOR_FORGERIES;
    const perVersion = Math.ceil(webhooks / (ROTATIONS + 1));
    const make = (number: number): Webhook => {
      if (large && number > 0 && number % perVersion === 0) this.spawn(() => this.rotate(number - perVersion));
      const forged = large && number < webhooks * FORGED_UP_TO && number % FORGED_ONE_IN === FORGED_ONE_IN - 1;
      const made = webhook(number, this.groups, forged ? FORGER : signingSecret(this.ledger.rotations));
      if (forged) this.ledger.forged.add(number);
      this.sent.set(number, made);
      this.signatures.add(made.headers['X-Hub-Signature-256'].replace('sha256=', ''));
      return made;
    };
    await sendWebhooks(this.buffer.urls[0], webhooks, make, ({ messageId }) => this.ledger.acknowledged.push(messageId));
  }

  /** Waits until all queues are empty, with all groups released again and again, but no longer than given. */
  async drain(timeoutMillis: number): Promise<void> {
    const end = Date.now() + timeoutMillis;
    while (Date.now() < end) {
      if (await this.buffer.pending() === 0) {
        if (await this.buffer.parked() === 0) return;
        await this.release();
        await wait(BETWEEN_LAST_RELEASES_MILLIS);
      }
      await wait(CHECK_MILLIS);
    }
  }

  async observations(sent: number): Promise<Observations> {
    const { buffer, ledger } = this;
    const reader = new AttemptTableReader(buffer.tableName, this.tableEndpoint);
    const items = await reader.items();
    reader.close();
    const found = items.flatMap(item => this.leaksIn(JSON.stringify(item), `the item ${item.pk} ${item.sk}`));
    return {
      sent,
      ledger,
      concurrencyLimit: CONCURRENCY,
      highestConcurrency: this.backend?.highestConcurrency ?? 0,
      attempts: withPrinted(attemptsIn(items), ledger.printed),
      heads: headsIn(items),
      deadLettered: await this.webhooksIn(buffer.deadLetterQueueUrl),
      quarantined: await this.webhooksIn(buffer.quarantineQueueUrl ?? ''),
      left: await messagesIn(buffer.queueUrl, buffer) + await messagesIn(buffer.parkingQueueUrl ?? '', buffer),
      leaks: [...this.leaks, ...found],
    };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const end of this.ends.splice(0).reverse()) await end();
  }

  private get buffer() {
    const buffer = this.stack?.buffers[0];
    if (buffer === undefined) throw new Error('the app has no buffer');
    return buffer;
  }

  private get secrets() {
    return [...this.stack?.environments.values() ?? []].at(0)?.secrets;
  }

  private async startAll(): Promise<void> {
    const clock = new SkippingClock(PACE);
    const engine = new QueueEngine({ account: LOCAL_ACCOUNT, region: LOCAL_REGION, clock });
    const dynamodbEndpoint = await this.startTable();
    const sqsEndpoint = await this.startQueues(engine);
    const backend = await FaultyBackend.start(this.injector, PLANTED_ANSWER);
    this.backend = backend;
    this.ends.push(() => backend.stop(), tapAnswers(requestId => this.injector.onAnswer(requestId)));
    const assembly = synthesizeCampaign();
    this.ends.push(() => rmSync(assembly, { recursive: true }));
    const { stack, stop } = await startSkippingStack({
      ...{ assembly, dynamodbEndpoint, sqsEndpoint, backendUrl: backend.url },
      onInvoke: invocation => this.injector.onInvoke(invocation),
    }, { clock, queues: () => engine.listQueues(), skipMillis: SKIP_MILLIS });
    this.ends.push(stop);
    this.stack = stack;
    stack.events.on('log', ({ line }) => this.read(line));
    stack.events.on('invocation', ({ requestId, outcome }) => this.injector.onEnd(requestId, outcome));
    this.setSecret();
    this.spawn(() => this.refuseNowAndThen(backend));
    this.spawn(() => this.releaseNowAndThen());
  }

  private async startTable(): Promise<string> {
    const tables = await startTableEngine();
    this.ends.push(() => tables.stop());
    this.tableEndpoint = tables.endpoint;
    const proxy = await AwsProxy.start(tables.endpoint, new TableFaults(this.plan, this.ledger, this.injector));
    this.ends.push(() => proxy.stop());
    return proxy.endpoint;
  }

  private async startQueues(engine: QueueEngine): Promise<string> {
    const server = await startQueueServer({ engine });
    this.ends.push(() => server.close());
    const saboteur = new Saboteur(server.endpoint);
    this.saboteur = saboteur;
    this.ends.push(() => saboteur.close());
    const proxy = await AwsProxy.start(server.endpoint, new QueueFaults(this.plan, this.ledger, this.injector, this.injector));
    this.ends.push(() => proxy.stop());
    return proxy.endpoint;
  }

  /** Does something beside the rest, until the run is stopped. */
  private spawn(work: () => Promise<void>): void {
    const working = work().catch((error: unknown) => {
      if (!this.stopping.signal.aborted) throw error;
    });
    this.ends.push(() => working);
  }

  private pause(millis: number): Promise<void> {
    return wait(millis, undefined, { signal: this.stopping.signal });
  }

  private async refuseNowAndThen(backend: FaultyBackend): Promise<void> {
    for (;;) {
      await this.pause(BETWEEN_REFUSALS_MILLIS);
      this.ledger.inject('backend.refused', []);
      await backend.refuse(REFUSAL_MILLIS);
    }
  }

  private async releaseNowAndThen(): Promise<void> {
    for (;;) {
      await this.pause(BETWEEN_RELEASES_MILLIS);
      await this.release();
    }
  }

  /** A release that fails is made again, as its owner would do. */
  private async release(): Promise<void> {
    const answer = await this.buffer.release({ release: { all: true } }).catch(() => undefined);
    if (answer !== undefined && answer.released > 0) this.ledger.releases += 1;
  }

  private setSecret(): void {
    for (const { id } of this.buffer.generatedSecrets) this.secrets?.set(id, signingSecret(0));
  }

  /**
   * Once all that was signed with the version before the current one has been attempted: that version is dropped, and a webhook is checked
   * before its first attempt. @param last the last of these
   */
  private async rotate(last: number): Promise<void> {
    while (this.ledger.rotations > 0 && !this.isSettledUpTo(last)) await this.pause(CHECK_MILLIS);
    for (const { id } of this.buffer.generatedSecrets) this.secrets?.rotate(id, signingSecret(this.ledger.rotations + 1));
    this.ledger.rotations += 1;
  }

  private isSettledUpTo(last: number): boolean {
    const { queued, requests, moves, forged } = this.ledger;
    const known = new Set([...requests, ...moves.filter(({ place }) => place !== 'parking')].map(({ messageId }) => messageId));
    return [...queued.values()].every(({ number, messageId }) => number > last || forged.has(number) || known.has(messageId));
  }

  private async webhooksIn(queueUrl: string): Promise<string[]> {
    const messages = await takeAll(queueUrl, this.buffer);
    return messages.map(({ MessageAttributes = {}, MessageId = '' }) => MessageAttributes[DEAD_LETTER_ATTRIBUTES.MESSAGE_ID]?.StringValue ?? MessageId);
  }

  private leaksIn(text: string, where: string): Leak[] {
    return plantedIn(text, this.signatures).map(what => ({ what, where }));
  }

  private read(line: string): void {
    this.leaks.push(...this.leaksIn(line, `the line ${line.slice(0, 200)}`));
    if (line.includes(DISCARDED_LOG_MESSAGE)) this.readDiscarded(line);
    if (line.includes(ATTEMPT_LOG_FALLBACK_MESSAGE)) this.readPrinted(line);
  }

  private readDiscarded(line: string): void {
    const { message, messageId } = JSON.parse(line) as { readonly message?: string; readonly messageId: string };
    if (message !== DISCARDED_LOG_MESSAGE) return;
    this.ledger.note([messageId], 'said to be discarded');
    this.ledger.discarded.add(messageId);
  }

  private readPrinted(line: string): void {
    const { item } = JSON.parse(line) as { readonly item: StoredAttempt };
    this.ledger.printed.push(item);
    this.ledger.note([item.messageId], `printed: attempt of ${item.lambdaRequestId.slice(0, 8)} ${item.status}`);
    const attempt = this.ledger.attempt(item.messageId, item.lambdaRequestId, item.sk);
    if (item.status !== 'STARTED' && item.status !== 'UNKNOWN') attempt.status = item.status;
  }
}

/** What was printed counts where the table has no end of the attempt. */
function withPrinted(stored: readonly StoredAttempt[], printed: readonly StoredAttempt[]): StoredAttempt[] {
  const rows = new Map(stored.map(row => [`${row.messageId} ${row.sk}`, row]));
  for (const row of printed) {
    const key = `${row.messageId} ${row.sk}`;
    const known = rows.get(key)?.status;
    if (known === undefined || known === 'STARTED' || (known === 'UNKNOWN' && row.status !== 'STARTED')) rows.set(key, row);
  }
  return [...rows.values()];
}
