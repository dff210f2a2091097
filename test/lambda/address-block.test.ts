import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { Backend } from './support/backend';
import { webhookOf } from './support/records';
import { atOnce, httpTarget } from './support/target';
import { AddressBlocked, lookupPublic, requirePublic } from '../../lambda/forwarder/target/address-block';
import type { HttpTarget } from '../../lambda/forwarder/target/http-target';

type Found = ReadonlyArray<Pick<LookupAddress, 'address'>>;

/** What a connection would be made to. */
function lookedUp(hostname: string, options: LookupOptions = { all: true }): Promise<Found> {
  return new Promise((resolve, reject) => {
    lookupPublic(hostname, options, (error, found) => {
      if (error) reject(error);
      else resolve(typeof found === 'string' ? [{ address: found }] : found);
    });
  });
}

const NOT_PUBLIC = [
  '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254', '169.254.169.254', '169.254.170.2',
  '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1',
  '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
  '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', '2001::1',
  '2001:0:7f00:1::', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1',
];

const PUBLIC = [
  '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.1', '100.63.255.255', '100.128.0.1', '126.255.255.255', '128.0.0.1', '169.253.255.255', '172.15.255.255', '172.32.0.1',
  '192.167.255.255', '192.169.0.1', '198.17.255.255', '198.20.0.1', '223.255.255.255', '2001:4860:4860::8888', '2606:4700:4700::1111', '2a05:d018::1', '3ffe:ffff::1',
];

describe('an address', () => {
  it.each(NOT_PUBLIC)('F34 %s is not public', async address => {
    expect(() => requirePublic(address)).toThrow(AddressBlocked);
    if (!address.includes('%')) await expect(lookedUp(address)).rejects.toMatchObject({ code: 'ERR_IP_BLOCKED' });
  });

  it.each(PUBLIC)('%s is public', async address => {
    expect(() => requirePublic(address)).not.toThrow();
    expect(await lookedUp(address)).toMatchObject([{ address }]);
    expect(await lookedUp(address, {})).toEqual([{ address }]);
  });
});

describe('a name', () => {
  it('F34 is refused for where it leads, and not before', async () => {
    expect(() => requirePublic('localhost')).not.toThrow();
    await expect(lookedUp('localhost')).rejects.toThrow('localhost has no public address');
  });

  it('F1 that is unknown is no matter of addresses', async () => {
    const unknown = await new Promise<string | undefined>(resolve => lookup('backend.invalid', error => resolve(error?.code)));
    await expect(lookedUp('backend.invalid')).rejects.toMatchObject({ code: unknown });
  });
});

describe('a target that may be at public addresses only', () => {
  let backend: Backend;
  beforeEach(async () => { backend = await Backend.start(); });
  afterEach(() => backend.stop());

  const targetAt = (url: string, publicAddressesOnly = true): HttpTarget => httpTarget(url, { publicAddressesOnly });
  const send = (target: HttpTarget) => target.attempt(webhookOf(), { messageId: 'm1', group: 'g', attempt: 1 }, atOnce);

  it.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '①②⑦.0.0.1', '127.0.0.1.', '[::ffff:127.0.0.1]', '[::1]', '0.0.0.0'])('F34 gets no connection at http://%s', async host => {
    const result = await send(targetAt(`http://${host}:${new URL(backend.url).port}`));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: true }, report: { errorCode: 'ERR_IP_BLOCKED' } });
    expect([backend.connections, result.report.outcomeUnknown]).toEqual([0, undefined]);
  });

  it('F34 gets no connection by TLS either', async () => {
    const result = await send(targetAt(`https://localhost:${new URL(backend.url).port}`));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: true }, report: { errorCode: 'ERR_IP_BLOCKED' } });
    expect(backend.connections).toBe(0);
  });

  it('is reached at any address where that is allowed', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await send(targetAt(backend.url.replace('127.0.0.1', host), false))).toMatchObject({ outcome: { kind: 'delivered' } });
    }
  });
});
