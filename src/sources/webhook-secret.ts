import { ArnFormat, Fn, Stack, Token, type IResource } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IParameter } from 'aws-cdk-lib/aws-ssm';
import type { SecretReference } from '../contract/source';

/** A secret that this buffer shares with a sender, or with its target. Its value is read at run time and stands in no template. */
export abstract class WebhookSecret {
  /**
   * A secret in Secrets Manager. While it is rotated, its previous version is accepted beside the current one, where something is checked with it.
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
    this._reference = { from: 'secretsManager', id: idOf(secret), ...(field !== undefined && { field }) };
  }

  public _grantRead(grantee: IGrantable): void {
    const { secret } = this;
    // CDK's own grant would allow describing the secret too.
    Grant.addToPrincipalOrResource({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [arnOf(secret)], resource: secret });
    allowDecrypting('secretsmanager', secret, grantee, secret.encryptionKey);
  }
}

/**
 * The ARN. Of one that CloudFormation fills in, only the name is left for it to fill in: the rest is the same for all secrets of an account
 * and region, and a function's environment has room for many names.
 */
function idOf({ secretArn, secretFullArn, env, stack }: ISecret): string {
  const filledIn = secretFullArn !== undefined && Token.isUnresolved(secretFullArn);
  if (!filledIn || env.account !== stack.account || env.region !== stack.region) return secretArn;
  const resourceName = Fn.select(6, Fn.split(':', secretArn));
  return stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

/** CDK knows the key of the parameters for which the app names one. */
type EncryptedParameter = IParameter & { readonly encryptionKey?: IKey };

class ParameterStoreSecret extends WebhookSecret {
  public readonly _reference: SecretReference;

  constructor(private readonly parameter: EncryptedParameter) {
    super();
    this._reference = { from: 'parameterStore', name: parameter.parameterName };
  }

  public _grantRead(grantee: IGrantable): void {
    const { parameter } = this;
    // CDK's own grant would allow describing all parameters and reading their history too.
    Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter'], resourceArns: [parameter.parameterArn] });
    allowDecrypting('ssm', parameter, grantee, parameter.encryptionKey);
  }
}

/** Secrets Manager adds a hyphen and six characters to the name, which are not known of a secret that the app has by its name. */
function arnOf(secret: ISecret): string {
  const { secretArn, secretFullArn, secretName, stack } = secret;
  if (secretFullArn !== undefined) return secretFullArn;
  const arn = secretArn === secretName
    ? stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: secretName, arnFormat: ArnFormat.COLON_RESOURCE_NAME })
    : secretArn;
  return `${arn}-??????`;
}

/** Keys of AWS's own let the account's roles in by themselves. */
function allowDecrypting(service: string, secret: IResource, grantee: IGrantable, key?: IKey): void {
  if (key === undefined) return;
  Grant.addToPrincipalOrResource({
    grantee,
    actions: ['kms:Decrypt'],
    resourceArns: [key.keyArn],
    resource: key,
    resourceSelfArns: ['*'],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(secret).region}.amazonaws.com` } },
  });
}
