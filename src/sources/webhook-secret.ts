import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IParameter } from 'aws-cdk-lib/aws-ssm';
import type { SecretReference } from '../contract/source';

/** A secret that a sender and this buffer share. Its value is read at run time and stands in no template. */
export abstract class WebhookSecret {
  /**
   * A secret in Secrets Manager. While it is rotated, its previous version is accepted beside the current one.
   *
   * @param field of a secret that is a JSON object; by default the whole text is the value
   */
  public static fromSecretsManager(secret: ISecret, field?: string): WebhookSecret {
    return new SecretsManagerSecret(secret, field);
  }

  /** A parameter of type SecureString in Parameter Store. */
  public static fromParameterStore(parameter: IParameter): WebhookSecret {
    return new ParameterStoreSecret(parameter);
  }

  /** @internal */
  public abstract readonly _reference: SecretReference;

  /** @internal */
  public abstract _grantRead(grantee: IGrantable): void;
}

class SecretsManagerSecret extends WebhookSecret {
  public readonly _reference: SecretReference;

  constructor(private readonly secret: ISecret, field?: string) {
    super();
    this._reference = { from: 'secretsManager', id: secret.secretArn, ...(field !== undefined && { field }) };
  }

  public _grantRead(grantee: IGrantable): void {
    this.secret.grantRead(grantee);
  }
}

class ParameterStoreSecret extends WebhookSecret {
  public readonly _reference: SecretReference;

  constructor(private readonly parameter: IParameter) {
    super();
    this._reference = { from: 'parameterStore', name: parameter.parameterName };
  }

  public _grantRead(grantee: IGrantable): void {
    this.parameter.grantRead(grantee);
  }
}
