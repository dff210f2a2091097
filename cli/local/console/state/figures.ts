import type { Webhook, WebhookState } from './webhook';

/** Numbers of webhooks since the console started. Those by state add up to those accepted and those that came another way. */
export interface Figures extends Readonly<Record<WebhookState, number>> {
  /** Each once, however often its sender repeated it. */
  readonly accepted: number;
  readonly repeated: number;
  /** On the queue, but never seen at the door. */
  readonly cameAnotherWay: number;
  /** Requests that the door answered with an error. */
  readonly refused: number;
}

export const NO_FIGURES: Figures = {
  'accepted': 0,
  'repeated': 0,
  'cameAnotherWay': 0,
  'refused': 0,
  'queued': 0,
  'retrying': 0,
  'delivered': 0,
  'parked': 0,
  'dead-lettered': 0,
  'quarantined': 0,
  'discarded': 0,
  'duplicate': 0,
  'handshake': 0,
};

/** The figures after a webhook changed, or was seen for the first time. */
export function afterChange(figures: Figures, before: Webhook | undefined, after: Webhook): Figures {
  return before === undefined ? add(figures, after, 1) : add(add(figures, before, -1), after, 1);
}

function add(figures: Figures, { state, acceptances }: Webhook, sign: 1 | -1): Figures {
  return {
    ...figures,
    [state]: figures[state] + sign,
    ...acceptances === 0
      ? { cameAnotherWay: figures.cameAnotherWay + sign }
      : { accepted: figures.accepted + sign, repeated: figures.repeated + sign * (acceptances - 1) },
  };
}
