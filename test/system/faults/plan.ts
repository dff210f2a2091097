import { createHash } from 'node:crypto';
import type { BackendFault, KillPoint, QueueFault, TableFault } from './faults';

type Weights<Name extends string> = { readonly [name in Name]?: number };

const BACKEND: Weights<BackendFault> = {
  'backend.resetUnread': 2,
  'backend.resetUnanswered': 2,
  'backend.resetInBody': 2,
  'backend.closed': 2,
  'backend.hang': 2,
  'backend.dripHead': 1,
  'backend.dripBody': 1,
  'backend.redirect': 1,
  'backend.refusal': 1,
  'backend.credentials': 1,
  'backend.conflict': 2,
  'backend.tooMany': 0.5,
  'backend.error': 5,
  'backend.unavailable': 3,
  'backend.lengthTooLong': 2,
  'backend.lengthTooShort': 2,
  'backend.statusLineOnly': 2,
};

const TABLE: Weights<TableFault> = {
  'table.throttled': 3, 'table.failed': 3, 'table.reset': 2, 'table.unanswered': 2, 'table.hang': 1, 'table.late': 1, 'table.partial': 4,
};

const QUEUE: Weights<QueueFault> = {
  'queue.throttled': 3, 'queue.failed': 3, 'queue.reset': 2, 'queue.unanswered': 2, 'queue.hang': 1, 'queue.partial': 4,
};

const KILLS: Weights<KillPoint> = { 'kill.moment': 2, 'kill.request': 2, 'kill.table': 2, 'kill.queue': 1, 'kill.answer': 1 };

/** How often something goes wrong, by what it may happen to. */
export interface Shares {
  /** Of requests. */
  readonly backend: number;
  /** Of webhooks: the backend does not take them before it is mended. */
  readonly poison: number;
  /** Of calls. */
  readonly table: number;
  /** Of calls. */
  readonly queue: number;
  /** Of invocations. */
  readonly kill: number;
  /** Of requests: the visibility timeout runs out during one. */
  readonly visibility: number;
}

export const SHARES: Shares = { backend: 0.1, poison: 0.004, table: 0.015, queue: 0.05, kill: 0.06, visibility: 0.004 };

/** The call is in trouble at its first try, or at all of them. */
export interface CallTrouble<Name extends string> {
  readonly fault: Name;
  readonly lasting: boolean;
}

export interface RequestFate {
  readonly fault?: BackendFault;
  /** From 0 up to, but not including, 1: which of the answers that a fault has. */
  readonly variant: number;
  readonly latencyMillis: number;
  readonly visibilityRunsOut: boolean;
}

export interface KillFate {
  readonly point: KillPoint;
  /** After the start of the invocation, for a kill at some moment. */
  readonly afterMillis: number;
}

/** More than a retry policy allows; then the backend is mended. */
const POISONOUS_REQUESTS = 8;
const LONGEST_LATENCY_MILLIS = 20;
/** For as long a request is under way during which the visibility timeout runs out. */
const OVERRUN_MILLIS = 250;
const LATEST_MOMENT_MILLIS = 300;

/** What goes wrong: the same for the same seed, however things interleave. */
export class Plan {
  constructor(private readonly seed: number, private readonly shares: Shares = SHARES) {}

  /** @param nth which request for the webhook it is, from 1 */
  request(webhook: number, nth: number): RequestFate {
    const [happens, kind, variant, latency, overrun] = this.randoms(`request/${webhook}/${nth}`);
    const visibilityRunsOut = overrun < this.shares.visibility;
    const fault = this.isPoison(webhook) && nth <= POISONOUS_REQUESTS ? 'backend.error' : happens < this.shares.backend ? pick(BACKEND, kind) : undefined;
    return { fault, variant, visibilityRunsOut, latencyMillis: visibilityRunsOut ? OVERRUN_MILLIS : Math.floor(latency * LONGEST_LATENCY_MILLIS) };
  }

  isPoison(webhook: number): boolean {
    return this.randoms(`poison/${webhook}`)[0] < this.shares.poison;
  }

  /** @param what tells calls apart */
  tableCall(what: string): CallTrouble<TableFault> | undefined {
    return this.trouble(`table/${what}`, this.shares.table, TABLE);
  }

  queueCall(what: string): CallTrouble<QueueFault> | undefined {
    return this.trouble(`queue/${what}`, this.shares.queue, QUEUE);
  }

  /** @param nth which invocation it is */
  invocation(nth: number): KillFate | undefined {
    const [happens, kind, after] = this.randoms(`invocation/${nth}`);
    return happens < this.shares.kill ? { point: pick(KILLS, kind), afterMillis: Math.floor(after * LATEST_MOMENT_MILLIS) } : undefined;
  }

  private trouble<Name extends string>(key: string, share: number, weights: Weights<Name>): CallTrouble<Name> | undefined {
    const [happens, kind, lasting] = this.randoms(key);
    return happens < share ? { fault: pick(weights, kind), lasting: lasting < 0.5 } : undefined;
  }

  /** Numbers from 0 up to, but not including, 1. */
  private randoms(text: string): [number, number, number, number, number] {
    const digest = createHash('sha256').update(`${this.seed}/${text}`).digest();
    const at = (index: number) => digest.readUInt32BE(index * 4) / 2 ** 32;
    return [at(0), at(1), at(2), at(3), at(4)];
  }
}

function pick<Name extends string>(weights: Weights<Name>, random: number): Name {
  const entries = Object.entries(weights) as Array<[Name, number]>;
  let left = random * entries.reduce((sum, [, weight]) => sum + weight, 0);
  return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0])[0];
}
