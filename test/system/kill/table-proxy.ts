import { AwsProxy, type AwsCall, type CallFate, type CallObserver } from '../support/aws-proxy';
import { writtenAttempts, type WrittenAttempt } from '../support/written-attempts';

/** What becomes of a write: it is stored and answered, stored without an answer, or lost. */
export type WriteFate = 'answered' | 'unanswered' | 'lost';

export interface TableObserver {
  /** Decides what becomes of a write. */
  onWrite(attempts: readonly WrittenAttempt[]): WriteFate;
  /** Called when the write is confirmed. */
  onWritten(attempts: readonly WrittenAttempt[]): void;
}

const FATES: { readonly [fate in WriteFate]: CallFate } = {
  answered: {},
  unanswered: { answer: 'reset' },
  lost: { instead: 'reset' },
};

/** Stands before the DynamoDB engine and shows each write of attempts to an observer, who decides what becomes of it. */
export function startTableProxy(engine: string, observer: TableObserver): Promise<AwsProxy> {
  return AwsProxy.start(engine, new WritesOnly(observer));
}

class WritesOnly implements CallObserver {
  constructor(private readonly observer: TableObserver) {}

  onCall(call: AwsCall): CallFate {
    return FATES[this.observer.onWrite(writtenAttempts(call))];
  }

  onTold(call: AwsCall): void {
    this.observer.onWritten(writtenAttempts(call));
  }
}
