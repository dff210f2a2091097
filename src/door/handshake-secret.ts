import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Handshake } from './handshake';
import { invalidProperty } from '../private/invalid-property';

/** CloudFormation resolves a SecureString for a few properties only, and none of an API is among them. */
export function requireUsableSecrets(scope: IConstruct, handshakes: readonly Handshake[]): void {
  for (const { secret } of handshakes.flatMap(({ requires = [] }) => requires)) {
    const resolved: unknown = secret && Stack.of(scope).resolve(secret.unsafeUnwrap());
    if (typeof resolved === 'string' && resolved.includes('{{resolve:ssm-secure:')) {
      throw invalidProperty(scope, 'source', 'SecretValue.ssmSecure', 'CloudFormation gives an API no SecureString; use SecretValue.secretsManager');
    }
  }
}
