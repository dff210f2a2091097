import { createHmac } from 'node:crypto';
import type { SecretHeaders } from './authentication/credential';
import { secretValues, unusable } from './authentication/secret-values';
import type { SigningConfiguration } from '../../../src/contract/target-secrets';
import type { SecretStore } from '../../secrets/secret-store';

export interface SignedMessage {
  /** The same in each attempt. */
  readonly id: string;
  readonly body: Buffer;
}

/** Standard Webhooks: the prefix tells what the text is, and is no part of the key. */
const KEY = /^(?:whsec_)?((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

/** While a secret is rotated, who verifies may have the old one or the new one. */
const MOST_SIGNATURES = 2;

/** Signs what is sent as Standard Webhooks has it, anew for each attempt: whoever verifies looks at how old the signature is. */
export class Signer {
  constructor(private readonly configuration: SigningConfiguration, private readonly secrets: SecretStore, private readonly now: () => number) {}

  /** Rejects with CredentialUnavailable. */
  public async sign({ id, body }: SignedMessage): Promise<SecretHeaders> {
    const timestamp = String(Math.floor(this.now() / 1000));
    const keys = await this.keys();
    const signatures = keys.map(key => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`);
    return { headers: [['webhook-id', id], ['webhook-timestamp', timestamp], ['webhook-signature', signatures.join(' ')]], secrets: signatures };
  }

  private async keys(): Promise<Buffer[]> {
    const { secret } = this.configuration;
    const [current, ...earlier] = (await secretValues(this.secrets, secret)).map(keyOf);
    if (current === undefined) throw unusable(secret, 'is no key in base64, with or without whsec_ before it');
    return [current, ...earlier.filter(key => key !== undefined)].slice(0, MOST_SIGNATURES);
  }
}

function keyOf(text: string): Buffer | undefined {
  const [, key] = KEY.exec(text) ?? [];
  return key === undefined ? undefined : Buffer.from(key, 'base64');
}
