import { CallTroubles, fateOf } from './call-troubles';
import type { TableFault } from './faults';
import { short, type Ledger } from './ledger';
import type { Plan } from './plan';
import type { AwsCall, CallFate, CallObserver, EngineAnswer } from '../support/aws-proxy';
import { writtenAttempts, type BatchWrite, type WrittenAttempt } from '../support/written-attempts';

/** The kills that a campaign has in store for calls. */
export interface CallKiller {
  /** Kills the invocation that makes a call, if that is its fate. */
  atCall(point: 'kill.table' | 'kill.queue', requestId: string | undefined): void;
}

interface KeyedInput {
  readonly Key?: { readonly pk?: { readonly S?: string } };
  readonly ExpressionAttributeValues?: { readonly [name: string]: { readonly S?: string } };
}

const MESSAGE_KEY = /^M#(.+)$/;

/** Lets the forwarder's calls of DynamoDB fail, and notes what they say and whether the table took it. */
export class TableFaults implements CallObserver {
  private readonly troubles = new CallTroubles<TableFault>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly plan: Plan, private readonly ledger: Ledger, private readonly killer: CallKiller) {}

  onCall(call: AwsCall): CallFate {
    const requestId = this.ledger.callerOf(call);
    if (requestId === undefined) return {};
    const attempts = writtenAttempts(call);
    const messageIds = attempts.length > 0 ? [...new Set(attempts.map(({ messageId }) => messageId))] : messageOf(call);
    const fault = this.troubles.of(call, () => this.plan.tableCall(this.next(`${call.action}/${this.subject(messageIds[0])}`)));
    if (fault !== undefined) this.ledger.inject(fault, messageIds, { requestId, detail: call.action });
    for (const attempt of attempts) this.announce(attempt, fault);
    if (call.action === 'Query') this.asked(messageIds, requestId, fault);
    this.killer.atCall('kill.table', requestId);
    return fault === 'table.partial' ? partial(call) : fault === undefined ? {} : fateOf(fault);
  }

  onDone(call: AwsCall, { input }: CallFate, { status }: EngineAnswer): void {
    if (status !== 200) return;
    for (const written of writtenAttempts(input === undefined ? call : { ...call, input })) this.stored(written);
    if (call.action === 'UpdateItem') this.ledger.note(messageOf(call), 'head updated');
  }

  onTold(call: AwsCall): void {
    for (const { messageId, requestId, sortKey, status } of writtenAttempts(call)) {
      const attempt = this.ledger.attempt(messageId, requestId, sortKey);
      const at = this.ledger.note([], '');
      if (status === 'STARTED' && attempt.startStored !== undefined) attempt.startConfirmed ??= at;
      else if (attempt.endStored !== undefined) attempt.endConfirmed ??= at;
    }
  }

  private announce({ messageId, requestId, sortKey, status }: WrittenAttempt, fault: TableFault | undefined): void {
    const attempt = this.ledger.attempt(messageId, requestId, sortKey);
    if (fault !== undefined) attempt.faults.push(fault);
    // That an earlier attempt is unknown is no result of the invocation that made it.
    if (status !== 'STARTED' && status !== 'UNKNOWN') attempt.status = status;
  }

  private stored({ messageId, requestId, sortKey, status }: WrittenAttempt): void {
    const attempt = this.ledger.attempt(messageId, requestId, sortKey);
    const at = this.ledger.note([messageId], `stored: attempt of ${short(requestId)} ${status}`);
    if (status === 'STARTED') attempt.startStored ??= at;
    else if (status !== 'UNKNOWN') attempt.endStored ??= at;
  }

  private asked(messageIds: readonly string[], requestId: string, fault: TableFault | undefined): void {
    for (const messageId of messageIds) {
      this.ledger.reads.push({ at: this.ledger.note([messageId], `history read by ${short(requestId)}`), messageId, requestId, fault });
    }
  }

  private subject(messageId: string | undefined): number | string {
    return this.ledger.queued.get(messageId ?? '')?.number ?? 'no webhook';
  }

  /** Tells calls apart that are about the same. */
  private next(what: string): string {
    const count = (this.counts.get(what) ?? 0) + 1;
    this.counts.set(what, count);
    return `${what}/${count}`;
  }
}

function messageOf({ input }: AwsCall): string[] {
  const { Key, ExpressionAttributeValues } = input as KeyedInput;
  const messageId = MESSAGE_KEY.exec(Key?.pk?.S ?? ExpressionAttributeValues?.[':pk']?.S ?? '')?.[1];
  return messageId === undefined ? [] : [messageId];
}

/** The table does a part of the call, and says so. */
function partial(call: AwsCall): CallFate {
  if (call.action === 'BatchWriteItem') return partialWrite(call);
  const { RequestItems } = call.input as { readonly RequestItems?: object };
  if (call.action === 'BatchGetItem') return { instead: { status: 200, output: { Responses: {}, UnprocessedKeys: RequestItems } } };
  return fateOf('table.throttled');
}

/** The table takes the first half of the items; where there is only one, none. */
function partialWrite({ input }: AwsCall): CallFate {
  const [[table, writes]] = Object.entries((input as BatchWrite).RequestItems);
  const taken = writes.length === 1 ? 0 : Math.ceil(writes.length / 2);
  const UnprocessedItems = { [table]: writes.slice(taken) };
  if (taken === 0) return { instead: { status: 200, output: { UnprocessedItems } } };
  return { input: { ...input, RequestItems: { [table]: writes.slice(0, taken) } }, answer: output => ({ ...output, UnprocessedItems }) };
}
