import { DOOR_ERRORS, type DoorError } from '../contract/door-errors';

/** One shape for every error at the door. */
export function errorBody(code: string, message: string, requestId = '"$context.extendedRequestId"'): string {
  return `{"error":"${code}","message":${message},"requestId":${requestId}}`;
}

/** The answer to a webhook that SQS holds. */
export function acceptedTemplate(): string {
  return '{"status":"accepted","messageId":"$input.path(\'$.MessageId\')"}';
}

interface Refusal {
  /** Parts of what SQS says, any of which gives the refusal away; they hold for its JSON and its XML errors. */
  readonly signs: readonly string[];
  readonly error: DoorError;
}

/** In this order; what matches none of them is a fault of this buffer and not of the sender. */
const REFUSALS: readonly Refusal[] = [
  // It names the queue, whose name may hold any of the signs below.
  { signs: ['AccessDenied'], error: DOOR_ERRORS.MISCONFIGURED },
  { signs: ['Throttl', 'OverLimit'], error: DOOR_ERRORS.OVERLOADED },
  { signs: ['must be shorter than', 'TooLong', 'length exceeded'], error: DOOR_ERRORS.PAYLOAD_TOO_LARGE },
  { signs: ['InvalidMessageContents'], error: DOOR_ERRORS.INVALID_PAYLOAD },
  { signs: ['MessageGroupId'], error: DOOR_ERRORS.GROUP_MISSING },
];

/** The answer where SQS refused the message. It repeats nothing of what SQS said, which names account and queue. */
export function refusedTemplate(): string {
  const branches = REFUSALS.map((refusal, index) => {
    const condition = refusal.signs.map(sign => `$answer.contains("${sign}")`).join(' || ');
    const statement = `#set($context.responseOverride.status = ${refusal.error.status})`;
    return `${index === 0 ? '#if' : '#elseif'}(${condition})${statement}${errorAnswer(refusal.error)}`;
  });
  return `#set($answer = "$!input.body")${branches.join('')}#else${errorAnswer(DOOR_ERRORS.MISCONFIGURED)}#end`;
}

/** The answer where SQS failed. */
export function unavailableTemplate(): string {
  return errorAnswer(DOOR_ERRORS.UNAVAILABLE);
}

function errorAnswer({ code, message, retryAfterSeconds }: DoorError): string {
  const retryAfter = retryAfterSeconds === undefined ? '' : `#set($context.responseOverride.header["Retry-After"] = "${retryAfterSeconds}")`;
  return retryAfter + errorBody(code, JSON.stringify(message));
}
