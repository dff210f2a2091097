import { DOOR_ERRORS, DOOR_REFUSALS, type DoorError } from '../contract/door-errors';

/** One shape for every error at the door. */
export function errorBody(code: string, message: string, requestId = '"$context.extendedRequestId"'): string {
  return `{"error":"${code}","message":${message},"requestId":${requestId}}`;
}

/** The answer to a webhook that SQS holds. */
export function acceptedTemplate(): string {
  return '{"status":"accepted","messageId":"$input.path(\'$.MessageId\')"}';
}

/** The answer where SQS refused the message. It repeats nothing of what SQS said, which names account and queue. */
export function refusedTemplate(): string {
  const branches = DOOR_REFUSALS.map((refusal, index) => {
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
