/** How the door answers a webhook that SQS holds. */
export abstract class Acknowledgement {
  /** 200 with the message id as JSON, under which the attempts are found in the log. */
  public static ok(): Acknowledgement {
    return new FixedAcknowledgement(200, true);
  }

  /** 200 and no body, for senders that would show it to someone. */
  public static empty(): Acknowledgement {
    return new FixedAcknowledgement(200, false);
  }

  /** 202 with the message id as JSON. */
  public static accepted(): Acknowledgement {
    return new FixedAcknowledgement(202, true);
  }

  /** 204 and no body. */
  public static noContent(): Acknowledgement {
    return new FixedAcknowledgement(204, false);
  }

  /** @internal */
  public abstract readonly _status: number;

  /** @internal */
  public abstract readonly _withBody: boolean;
}

class FixedAcknowledgement extends Acknowledgement {
  constructor(public readonly _status: number, public readonly _withBody: boolean) {
    super();
  }
}
