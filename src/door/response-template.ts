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
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** In this order; what matches none of them is a fault of this buffer and not of the sender. */
const REFUSALS: readonly Refusal[] = [
  {
    signs: ['Throttl', 'OverLimit'],
    status: 503,
    code: 'overloaded',
    message: 'more webhooks arrive than can be taken; try again later',
    retryAfterSeconds: 5,
  },
  {
    signs: ['must be shorter than', 'TooLong', 'length exceeded'],
    status: 413,
    code: 'payload_too_large',
    message: 'the webhook does not fit into a message of 1 MiB',
  },
  {
    signs: ['InvalidMessageContents'],
    status: 400,
    code: 'invalid_payload',
    message: 'the webhook holds characters that cannot be queued',
  },
  {
    signs: ['MessageGroupId'],
    status: 400,
    code: 'group_missing',
    message: 'the webhook lacks the value that it is grouped by',
  },
];

/** The answer where SQS refused the message. It repeats nothing of what SQS said, which names account and queue. */
export function refusedTemplate(): string {
  const branches = REFUSALS.map((refusal, index) => {
    const condition = refusal.signs.map(sign => `$answer.contains("${sign}")`).join(' || ');
    const retryAfter = refusal.retryAfterSeconds === undefined ? '' : retryAfterStatement(refusal.retryAfterSeconds);
    const statements = `#set($context.responseOverride.status = ${refusal.status})${retryAfter}`;
    return `${index === 0 ? '#if' : '#elseif'}(${condition})${statements}${errorBody(refusal.code, JSON.stringify(refusal.message))}`;
  });
  return `#set($answer = "$!input.body")${branches.join('')}#else${errorBody('misconfigured', '"the webhook could not be queued"')}#end`;
}

/** The answer where SQS failed. */
export function unavailableTemplate(): string {
  return `${retryAfterStatement(5)}${errorBody('unavailable', '"the webhook could not be queued; try again later"')}`;
}

function retryAfterStatement(seconds: number): string {
  return `#set($context.responseOverride.header["Retry-After"] = "${seconds}")`;
}
