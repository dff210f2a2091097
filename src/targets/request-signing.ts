import type { SigningConfiguration } from '../contract/target-secrets';
import type { WebhookSecret } from '../sources/webhook-secret';

/** How requests to an HTTP target are signed, so that it can tell that they come from this buffer, and need not know the providers' secrets. */
export abstract class RequestSigning {
  /**
   * By Standard Webhooks: `webhook-id` is the message id, the same in each attempt; `webhook-timestamp` is the time of the attempt; and
   * `webhook-signature` holds an HMAC-SHA256 over both and the body's bytes. Headers that the provider sent by these names are left out.
   *
   * While a secret in Secrets Manager is rotated, there are two signatures, one by its current version and one by the previous one, so that the
   * backend may change over before or after.
   *
   * @param secret a key of 24 to 64 bytes in base64, with or without `whsec_` before it. Secrets Manager makes one if it is to generate 44
   * characters without punctuation.
   */
  public static standardWebhooks(secret: WebhookSecret): RequestSigning {
    return new StandardWebhooksSigning(secret);
  }

  /** @internal */
  public abstract readonly _configuration: SigningConfiguration;

  /** @internal */
  public abstract readonly _secret: WebhookSecret;
}

class StandardWebhooksSigning extends RequestSigning {
  public readonly _configuration: SigningConfiguration;

  constructor(public readonly _secret: WebhookSecret) {
    super();
    this._configuration = { kind: 'standardWebhooks', secret: _secret._reference };
  }
}
