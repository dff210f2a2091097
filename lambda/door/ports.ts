import type { Log } from '../logging/log';
import type { SecretStore } from '../secrets/secret-store';
import type { Verifier } from '../signatures/verifier';

/** All that the function door reaches the world through; the rest of it is a function of a request and these. */
export interface Ports {
  /** Random and unguessable. */
  readonly uniqueId: () => string;
  readonly verifier: Pick<Verifier, 'verify'>;
  readonly secrets: SecretStore;
  readonly queue: Queue;
  /** Absent where a body has to fit into a message. */
  readonly bodies?: Bodies;
  readonly log: Log;
}

export interface Queue {
  /** Resolves to the message id once SQS holds the message. */
  send(message: OutgoingMessage): Promise<string>;
}

export interface OutgoingMessage {
  readonly body: string;
  readonly attribute: string;
  readonly group: string;
  readonly deduplication: string;
}

/** Where bodies are kept that do not fit into a message. */
export interface Bodies {
  put(key: string, body: Buffer, sha256: string): Promise<void>;
  remove(key: string): Promise<void>;
}
