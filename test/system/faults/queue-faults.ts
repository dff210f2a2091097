import { CallTroubles, fateOf } from './call-troubles';
import type { QueueFault } from './faults';
import type { Ledger } from './ledger';
import type { Plan } from './plan';
import type { CallKiller } from './table-faults';
import { ENVELOPE_ATTRIBUTE, type EnvelopeAttribute } from '../../../src/contract/envelope';
import type { AwsCall, CallFate, CallObserver, EngineAnswer } from '../support/aws-proxy';

const DOOR = /^AmazonAPIGateway_/;

interface Send {
  readonly QueueUrl: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
  readonly MessageAttributes: { readonly [name: string]: { readonly StringValue: string } };
}

interface Sent {
  readonly MessageId: string;
  readonly SequenceNumber: string;
}

interface Entry {
  readonly Id: string;
  readonly ReceiptHandle: string;
}

interface Batch {
  readonly Entries: readonly Entry[];
}

const BATCHES = new Set(['ChangeMessageVisibilityBatch', 'DeleteMessageBatch']);

/** Lets calls of SQS fail, and notes what SQS was told and took. */
export class QueueFaults implements CallObserver {
  private readonly troubles = new CallTroubles<QueueFault>();
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly plan: Plan,
    private readonly ledger: Ledger,
    private readonly killer: CallKiller,
    /** The message that a receipt handle was given for. */
    private readonly messageOf: (receiptHandle: string) => string | undefined,
  ) {}

  onCall(call: AwsCall): CallFate {
    const { action } = call;
    if (action !== 'SendMessage' && !BATCHES.has(action)) return {};
    const messageIds = this.messagesOf(call);
    const drawn = this.troubles.of(call, () => this.plan.queueCall(this.next(`${action}/${this.subject(call, messageIds)}`)));
    // API Gateway would wait for half a minute.
    const fault = drawn === 'queue.hang' && isFromDoor(call) ? 'queue.failed' : drawn;
    if (fault !== undefined) this.ledger.inject(fault, messageIds, action);
    if (action !== 'DeleteMessageBatch') this.killer.atCall('kill.queue', messageIds);
    if (fault === 'queue.partial') return partialBatch(call);
    return fault === undefined ? {} : fateOf(fault);
  }

  onDone(call: AwsCall, { answer }: CallFate, { status, output }: EngineAnswer): void {
    if (call.action !== 'SendMessage' && !BATCHES.has(call.action)) return;
    if (status !== 200) {
      if (call.action !== 'SendMessage') this.ledger.note(this.messagesOf(call), `${call.action} refused`);
    } else if (call.action !== 'SendMessage') {
      this.ledger.note(this.messagesOf(call), call.action === 'DeleteMessageBatch' ? 'deletion asked for' : 'hidden');
    } else if (isFromDoor(call)) {
      this.queued(call.input as Send, output as Sent);
    } else {
      const [messageId] = this.messagesOf(call);
      const at = this.ledger.note([messageId], 'in the dead-letter queue');
      this.ledger.deadLetterings.push({ at, messageId, ...answer === 'reset' && { fault: 'queue.unanswered' } });
    }
  }

  private queued({ MessageGroupId, MessageAttributes }: Send, { MessageId, SequenceNumber }: Sent): void {
    // A sender that was not told sends again, which SQS takes for the same message.
    if (this.ledger.queued.has(MessageId)) return;
    const { path } = JSON.parse(MessageAttributes[ENVELOPE_ATTRIBUTE].StringValue) as EnvelopeAttribute;
    const number = Number(Buffer.from(path, 'base64').toString().split('/').at(-1));
    this.ledger.queued.set(MessageId, { messageId: MessageId, number, group: MessageGroupId, sequenceNumber: SequenceNumber });
    this.ledger.note([MessageId], `queued as number ${SequenceNumber} of ${MessageGroupId}`);
  }

  private messagesOf(call: AwsCall): string[] {
    if (call.action === 'SendMessage') return isFromDoor(call) ? [] : [(call.input as Send).MessageDeduplicationId];
    // The event source mapping names messages by their ids.
    return (call.input as Batch).Entries.flatMap(({ Id, ReceiptHandle }) => this.messageOf(ReceiptHandle) ?? (this.ledger.queued.has(Id) ? Id : []));
  }

  private subject(call: AwsCall, [messageId = '']: readonly string[]): string {
    if (isFromDoor(call)) return `door/${(call.input as Send).MessageDeduplicationId}`;
    return String(this.ledger.queued.get(messageId)?.number);
  }

  /** Tells calls apart that are about the same. */
  private next(what: string): string {
    const count = (this.counts.get(what) ?? 0) + 1;
    this.counts.set(what, count);
    return `${what}/${count}`;
  }
}

function isFromDoor({ headers }: AwsCall): boolean {
  return DOOR.test(headers['user-agent'] ?? '');
}

/** SQS does the first half of the entries, and fails the others. */
function partialBatch({ action, input }: AwsCall): CallFate {
  if (action === 'SendMessage') return fateOf('queue.failed');
  const { Entries } = input as Batch;
  const done = Entries.length === 1 ? 0 : Math.ceil(Entries.length / 2);
  const Failed = Entries.slice(done).map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'injected' }));
  if (done === 0) return { instead: { status: 200, output: { Successful: [], Failed } } };
  return {
    input: { ...input, Entries: Entries.slice(0, done) },
    answer: output => ({ ...output, Failed: [...(output as { readonly Failed?: readonly object[] }).Failed ?? [], ...Failed] }),
  };
}
