import { verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { CertificateScheme } from '../../../src/contract/signature-scheme';
import type { Certificates } from '../certificates';
import { onlyHeader, type SignedRequest } from '../signed-request';
import { readTimestamp } from '../timestamp';
import { valuesIn } from '../values';
import { invalid, unavailable, VALID, type Verification } from '../verification';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export async function verifyCertificate(
  scheme: CertificateScheme, request: SignedRequest, webhookIds: readonly string[], certificates: Pick<Certificates, 'publicKey'>,
): Promise<Verification> {
  const given = valuesIn(scheme.signatures, request).filter(signature => BASE64.test(signature));
  if (given.length === 0) return invalid('signature_missing');
  const time = readTimestamp(scheme.timestamp, request);
  if ('result' in time) return time;
  const [transmissionId, certificateUrl] = [scheme.transmissionIdHeader, scheme.certificateUrlHeader].map(name => onlyHeader(name, request));
  if (transmissionId === undefined || certificateUrl === undefined) return invalid('signed_value_missing');
  const ids = webhookIds.filter(id => id !== '');
  if (ids.length === 0) return unavailable('secret_unusable');
  if (!isOnOneOf(scheme.certificateHosts, certificateUrl)) return invalid('certificate_refused');
  const key = await certificates.publicKey(certificateUrl, request.receivedAt);
  if ('result' in key) return key;
  const contents = ids.map(id => Buffer.from([transmissionId, time.sent, id, crc32(request.body)].join('|')));
  const signatures = given.map(signature => Buffer.from(signature, 'base64')).filter((signature, index) => signature.toString('base64') === given[index]);
  return signatures.some(signature => contents.some(content => verify('sha256', content, key.key, signature))) ? VALID : invalid('signature_mismatch');
}

function isOnOneOf(hosts: readonly string[], address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  // Compared as text, so that no trick of the address (port, user, fragment, query) is left.
  return hosts.includes(url.hostname) && address === `https://${url.hostname}${url.pathname}`;
}
