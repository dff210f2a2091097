import { DOOR_ERRORS, DOOR_REFUSALS, type DoorError } from '../../src/contract/door-errors';

/** The request cannot be accepted, and the sender is told why. */
export class Refusal extends Error {
  /** @param reason a code for the log, where it tells more than the error's own */
  constructor(
    public readonly error: DoorError,
    public readonly reason: string = error.code,
    public readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(error.code);
  }
}

/** What the door makes of a call to AWS that failed: the same as the mapping templates. */
export function refusalOf(failure: unknown): DoorError {
  const { name, message, status } = awsError(failure);
  if (status === undefined) return DOOR_ERRORS.UNREACHABLE;
  if (status >= 500) return DOOR_ERRORS.UNAVAILABLE;
  const said = `${name} ${message}`;
  return DOOR_REFUSALS.find(({ signs }) => signs.some(sign => said.includes(sign)))?.error ?? DOOR_ERRORS.MISCONFIGURED;
}

/** Whether AWS has said no; otherwise the call may have worked all the same. */
export function isDefinite(failure: unknown): boolean {
  const { status } = awsError(failure);
  return status !== undefined && status < 500;
}

interface AwsError {
  readonly name: string;
  readonly message: string;
  /** Of the HTTP answer; without one there is none. */
  readonly status?: number;
}

function awsError(failure: unknown): AwsError {
  if (!(failure instanceof Error)) return { name: '', message: '' };
  const { $metadata: metadata } = failure as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return { name: failure.name, message: failure.message, status: metadata?.httpStatusCode };
}
