import { fetchText } from './fetch-text';
import { Verifier } from './verifier';
import type { SecretStore } from '../secrets/secret-store';

/** This module is bundled apart for the forwarder, and loaded with the first webhook that has to be checked. */
export function openVerifier(secrets: SecretStore): Verifier {
  return new Verifier({ secrets, fetchText, now: Date.now });
}
