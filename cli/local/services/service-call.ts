import type { LoopbackAnswer, LoopbackRequest } from '../loopback-server';

export type ServiceName = 'Lambda' | 'EventBridge' | 'Step Functions' | 'SNS';

/** A webhook, or what was announced of one, as a service of AWS was given it. */
export interface ServiceCall {
  readonly at: number;
  readonly service: ServiceName;
  /** ARN or name of the function, event bus, state machine or topic. */
  readonly resource: string;
  /** Payload, detail, input or message. */
  readonly content: string;
  /** The parameters of the call, as the service's protocol names them. */
  readonly input: { readonly [name: string]: unknown };
}

/** What a service does with a call once `delayMillis` have passed. */
export interface ServiceBehaviour {
  readonly delayMillis?: number;
  readonly action?: 'answer' | 'hang' | 'reset';
  /** The call is refused. */
  readonly error?: ServiceError;
  /** EventBridge answers that the entry failed. */
  readonly failedEntry?: Omit<ServiceError, 'status'>;
  /** The function fails, in this way: `Unhandled` or `Handled`. */
  readonly functionError?: string;
  /** What the function returns; `null` by default. */
  readonly payload?: string;
}

export interface ServiceError {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
}

/** How one service is spoken to, as far as a webhook can be handed over to it. */
export interface ServiceProtocol {
  /** The call that a request is; undefined for what is none of this service's, or does not work on this machine. */
  read(request: LoopbackRequest): Omit<ServiceCall, 'at'> | undefined;
  answer(call: ServiceCall, behaviour: ServiceBehaviour): LoopbackAnswer;
  refuse(error: ServiceError): LoopbackAnswer;
}
