import { generateKeyPairSync, sign } from 'node:crypto';
import { verifyKey } from 'discord-interactions';
import { changedHeader, ofSignature } from './forgeries';
import { payload, type Provider, unixSeconds } from './provider';
import { WebhookSource } from '../../../src';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const PUBLIC_KEY = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');

/** Checked by `discord-interactions`, which signs nothing. */
export const discord: Provider = {
  name: 'discord',
  secret: PUBLIC_KEY,
  source: secret => WebhookSource.discord({ publicKey: secret }),
  examples: { 'an authorization': payload('discord.json') },
  deduplicated: false,
  sign: body => {
    const timestamp = unixSeconds();
    return {
      headers: {
        'Content-Type': 'application/json',
        'X-Signature-Timestamp': timestamp,
        'X-Signature-Ed25519': sign(null, Buffer.concat([Buffer.from(timestamp), body]), privateKey).toString('hex'),
      },
      body,
    };
  },
  verify: ({ body, header }) => verifyKey(body, header('x-signature-ed25519'), header('x-signature-timestamp'), PUBLIC_KEY),
  forgeries: { ...ofSignature('X-Signature-Ed25519'), 'a changed time': changedHeader('X-Signature-Timestamp') },
};
