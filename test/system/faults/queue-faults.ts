import { CallTroubles, fateOf } from './call-troubles';
import type { QueueFault } from './faults';
import type { Ledger, Place } from './ledger';
import type { Plan } from './plan';
import type { CallKiller } from './table-faults';
import { ENVELOPE_ATTRIBUTE, type EnvelopeAttribute } from '../../../src/contract/envelope';
import type { AwsCall, CallFate, CallObserver, EngineAnswer } from '../support/aws-proxy';

const DOOR = /^AmazonAPIGateway_/;

/** The queue that a URL is of, by the name of its construct; the main queue is none of these. */
const PLACES: ReadonlyArray<readonly [RegExp, Place]> = [[/DeadLetterQueue/, 'deadLetter'], [/QuarantineQueue/, 'quarantine'], [/ParkingQueue/, 'parking']];

interface Input {
  readonly QueueUrl: string;
}

interface Send extends Input {
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

interface Batch extends Input {
  readonly Entries: readonly Entry[];
}

interface Received {
  readonly Messages?: ReadonlyArray<{ readonly ReceiptHandle: string; readonly Attributes?: { readonly MessageDeduplicationId?: string } }>;
}

const SENDS = 'SendMessage';
const BATCHES: ReadonlySet<string> = new Set(['ChangeMessageVisibilityBatch', 'DeleteMessageBatch']);
const CALLS_OF_THE_FORWARDER: ReadonlySet<string> = new Set([SENDS, 'ReceiveMessage', 'DeleteMessage', ...BATCHES]);

/** Which receipt handle was given for which message. */
export interface Receipts {
  note(receiptHandle: string, messageId: string): void;
  messageOf(receiptHandle: string): string | undefined;
}

/** Lets calls of SQS fail, and notes what SQS was told and took. */
export class QueueFaults implements CallObserver {
  private readonly troubles = new CallTroubles<QueueFault>();
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly plan: Plan,
    private readonly ledger: Ledger,
    private readonly killer: CallKiller,
    private readonly receipts: Receipts,
  ) {}

  onCall(call: AwsCall): CallFate {
    const { action } = call;
    const requestId = this.ledger.callerOf(call);
    const concerns = requestId === undefined ? isFromDoor(call) || action === 'DeleteMessageBatch' : CALLS_OF_THE_FORWARDER.has(action);
    if (!concerns) return {};
    const messageIds = this.messagesOf(call);
    const drawn = this.troubles.of(call, () => this.plan.queueCall(this.next(`${action}/${this.subject(call, messageIds)}`)));
    // API Gateway would wait for half a minute.
    const fault = drawn === 'queue.hang' && isFromDoor(call) ? 'queue.failed' : drawn;
    if (fault !== undefined) this.ledger.inject(fault, messageIds, { requestId, detail: action });
    if (requestId !== undefined) this.killer.atCall('kill.queue', requestId);
    if (fault === 'queue.partial') return partialBatch(call);
    return fault === undefined ? {} : fateOf(fault);
  }

  onDone(call: AwsCall, _fate: CallFate, { status, output }: EngineAnswer): void {
    const requestId = this.ledger.callerOf(call);
    const place = placeOf(call);
    if (status !== 200) {
      if (requestId !== undefined) this.ledger.note(this.messagesOf(call), `${call.action} refused`);
    } else if (call.action === SENDS) {
      if (isFromDoor(call)) this.queued(call.input as Send, output as Sent);
      else if (place !== undefined) this.moved(call, place, requestId);
    } else if (call.action === 'ReceiveMessage') {
      if (requestId !== undefined) this.took(requestId, output);
    } else if (BATCHES.has(call.action) || call.action === 'DeleteMessage') {
      this.ledger.note(this.messagesOf(call), call.action === 'ChangeMessageVisibilityBatch' ? 'hidden' : 'deletion asked for');
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

  private moved(call: AwsCall, place: Place, requestId: string | undefined): void {
    const [messageId] = this.messagesOf(call);
    this.ledger.moves.push({ at: this.ledger.note([messageId], `in the ${place} queue`), messageId, place });
    // From here on another invocation may take it.
    if (place === 'parking' && requestId !== undefined) this.ledger.letGo(requestId, messageId);
  }

  private took(requestId: string, { Messages = [] }: Received): void {
    const messageIds = Messages.map(({ ReceiptHandle, Attributes = {} }) => {
      const messageId = webhookIn(Attributes.MessageDeduplicationId ?? '');
      this.receipts.note(ReceiptHandle, messageId);
      return messageId;
    });
    this.ledger.took(requestId, messageIds);
  }

  private messagesOf({ action, input, ...call }: AwsCall): string[] {
    if (action === SENDS) {
      const place = placeOf({ action, input, ...call });
      return place === undefined ? [] : [webhookIn((input as Send).MessageDeduplicationId)];
    }
    if (action === 'DeleteMessage') return this.messageAt(input as Entry);
    return BATCHES.has(action) ? (input as Batch).Entries.flatMap(entry => this.messageAt(entry)) : [];
  }

  /** The event source mapping names messages by their ids. */
  private messageAt({ Id, ReceiptHandle }: Entry): string[] {
    const messageId = this.receipts.messageOf(ReceiptHandle) ?? Id;
    return this.ledger.queued.has(messageId) ? [messageId] : [];
  }

  private subject(call: AwsCall, [messageId = '']: readonly string[]): string {
    if (isFromDoor(call)) return `door/${(call.input as Send).MessageDeduplicationId}`;
    return String(this.ledger.queued.get(messageId)?.number ?? placeOf(call));
  }

  /** Tells calls apart that are about the same. */
  private next(what: string): string {
    const count = (this.counts.get(what) ?? 0) + 1;
    this.counts.set(what, count);
    return `${what}/${count}`;
  }
}

/** By the deduplication id in the other queues: the message's id, and in the parking queue its place in its group behind that. */
function webhookIn(deduplicationId: string): string {
  return deduplicationId.split(':')[0];
}

function placeOf({ input }: AwsCall): Place | undefined {
  return PLACES.find(([name]) => name.test((input as Input).QueueUrl))?.[1];
}

function isFromDoor({ headers }: AwsCall): boolean {
  return DOOR.test(headers['user-agent'] ?? '');
}

/** SQS does the first half of the entries, and fails the others. */
function partialBatch({ action, input }: AwsCall): CallFate {
  if (!BATCHES.has(action)) return fateOf('queue.failed');
  const { Entries } = input as Batch;
  const done = Entries.length === 1 ? 0 : Math.ceil(Entries.length / 2);
  const Failed = Entries.slice(done).map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'injected' }));
  if (done === 0) return { instead: { status: 200, output: { Successful: [], Failed } } };
  return {
    input: { ...input, Entries: Entries.slice(0, done) },
    answer: output => ({ ...output, Failed: [...(output as { readonly Failed?: readonly object[] }).Failed ?? [], ...Failed] }),
  };
}
