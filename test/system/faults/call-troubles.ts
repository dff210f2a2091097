import type { QueueFault, TableFault } from './faults';
import type { CallTrouble } from './plan';
import type { AwsCall, CallFate } from '../support/aws-proxy';

type Name = TableFault | QueueFault;

/** How each trouble looks to the caller; what is left out depends on the call. */
const FATES: { readonly [fault in Name]?: CallFate } = {
  'table.throttled': { instead: { status: 400, type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' } },
  'table.failed': { instead: { status: 500, type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' } },
  'table.reset': { instead: 'reset' },
  'table.unanswered': { answer: 'reset' },
  'table.hang': { instead: 'hang' },
  'table.late': { delayMillis: 800 },
  'queue.throttled': { instead: { status: 400, type: 'com.amazonaws.sqs#RequestThrottled' } },
  'queue.failed': { instead: { status: 500, type: 'com.amazon.coral.service#InternalFailure' } },
  'queue.reset': { instead: 'reset' },
  'queue.unanswered': { answer: 'reset' },
  'queue.hang': { instead: 'hang' },
};

export function fateOf(fault: Name): CallFate {
  return FATES[fault] ?? {};
}

/** Whether the engine hears of a call in that trouble. */
export function isDone({ instead }: CallFate): boolean {
  return instead === undefined;
}

/** Remembers the trouble of a call for its further tries, of which the SDK tells by the same invocation id. */
export class CallTroubles<Fault extends Name> {
  private readonly tries = new Map<string, CallTrouble<Fault> | undefined>();

  /** The fault of this try. @param draw decides at the first try */
  of({ headers }: AwsCall, draw: () => CallTrouble<Fault> | undefined): Fault | undefined {
    const id = headers['amz-sdk-invocation-id']?.toString();
    if (id === undefined) return draw()?.fault;
    const again = this.tries.has(id);
    if (!again) this.tries.set(id, draw());
    const trouble = this.tries.get(id);
    if (trouble === undefined) this.tries.delete(id);
    return trouble === undefined || (again && !trouble.lasting) ? undefined : trouble.fault;
  }
}
