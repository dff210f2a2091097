import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SECRET_CLIENT } from './client-options';

/** Reads a secret's current version, and the previous one where there is one. */
export function readSecretsManager(client = new SecretsManagerClient(SECRET_CLIENT)): (id: string) => Promise<readonly string[]> {
  const version = async (id: string, stage: string): Promise<string> => {
    const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: id, VersionStage: stage }));
    return SecretString ?? Buffer.from(SecretBinary ?? []).toString();
  };
  return async id => {
    const [current, previous] = await Promise.all([
      version(id, 'AWSCURRENT'),
      version(id, 'AWSPREVIOUS').catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return undefined; // It has never been rotated.
        throw error;
      }),
    ]);
    return previous === undefined ? [current] : [current, previous];
  };
}
