import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { RECEIVED_AT, signedRequest } from './support/requests';
import { PAYPAL } from './support/schemes';
import { ISSUER_CERTIFICATE, OTHER_ISSUER_CERTIFICATE, SIGNING_CERTIFICATE } from './support/signing-certificate';
import { Certificates, type FetchedText } from '../../../lambda/signatures/certificates';
import { fetchText } from '../../../lambda/signatures/fetch-text';
import { verifyCertificate } from '../../../lambda/signatures/schemes/certificate';
import { CERTIFICATE, PRIVATE_KEY } from '../support/certificate';

const URL_OF_CERTIFICATE = 'https://api.paypal.com/certs/1';
const invalid = (reason: string) => ({ result: 'invalid', reason });
const UNAVAILABLE = { result: 'unavailable', reason: 'certificate_unavailable' };

describe('the certificate of a provider', () => {
  let now = RECEIVED_AT;
  let fetched: string[] = [];
  let answer: () => Promise<FetchedText>;
  let certificates: Certificates;
  const answers = (text: string, status = 200) => { answer = async () => ({ status, text }); };
  const keyAt = (url = URL_OF_CERTIFICATE, at = RECEIVED_AT) => certificates.publicKey(url, at);

  beforeEach(() => {
    [now, fetched] = [RECEIVED_AT, []];
    answers(`${SIGNING_CERTIFICATE}\n${ISSUER_CERTIFICATE}\n`);
    certificates = new Certificates(async url => { fetched.push(url); return answer(); }, () => now);
  });

  it('is fetched once, also for those who ask at the same time', async () => {
    for (const key of await Promise.all([keyAt(), keyAt()])) expect(key).toMatchObject({ key: { asymmetricKeyType: 'rsa' } });
    await keyAt();
    expect(fetched).toEqual([URL_OF_CERTIFICATE]);
  });

  it('may come alone', async () => {
    answers(SIGNING_CERTIFICATE);
    expect(await keyAt()).toHaveProperty('key');
  });

  it.each([
    ['expired', SIGNING_CERTIFICATE, Date.parse('2300-01-01')],
    ['not valid yet', SIGNING_CERTIFICATE, Date.parse('2000-01-01')],
    ['not issued by the next', `${SIGNING_CERTIFICATE}\n${OTHER_ISSUER_CERTIFICATE}`, RECEIVED_AT],
    ['no RSA key', CERTIFICATE, RECEIVED_AT],
    ['nothing', '', RECEIVED_AT],
    ['a page', '<html>', RECEIVED_AT],
    ['no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', RECEIVED_AT],
  ])('is refused: %s', async (_, text, at) => {
    answers(text);
    expect(await keyAt(URL_OF_CERTIFICATE, at)).toEqual(invalid('certificate_invalid'));
  });

  it('that does not exist is refused; where the host is down, one has to come again', async () => {
    answers('', 404);
    expect(await keyAt()).toEqual(invalid('certificate_refused'));
    answers('', 503);
    expect(await keyAt()).toEqual(UNAVAILABLE);
    answer = () => Promise.reject(new Error('no connection'));
    expect(await keyAt()).toEqual(UNAVAILABLE);
    answers(SIGNING_CERTIFICATE);
    expect(await keyAt()).toHaveProperty('key');
  });

  it('P7 is fetched ten times a minute at most, whatever addresses senders make up', async () => {
    for (let serial = 0; serial < 30; serial++) await keyAt(`${URL_OF_CERTIFICATE}${serial}`);
    expect(fetched).toHaveLength(10);
    expect(await keyAt(`${URL_OF_CERTIFICATE}0`)).toHaveProperty('key');
    expect(await keyAt(`${URL_OF_CERTIFICATE}29`)).toEqual(UNAVAILABLE);
    now += 61_000;
    expect(await keyAt(`${URL_OF_CERTIFICATE}29`)).toHaveProperty('key');
  });

  it('is kept among no more than sixteen', async () => {
    for (let serial = 0; serial < 17; serial++) {
      now += 10_000;
      await keyAt(`${URL_OF_CERTIFICATE}${serial}`);
    }
    fetched = [];
    await keyAt(`${URL_OF_CERTIFICATE}16`);
    expect(fetched).toEqual([]);
    await keyAt(`${URL_OF_CERTIFICATE}0`);
    expect(fetched).toHaveLength(1);
  });
});

describe('the address of a certificate', () => {
  const verify = (headers: Record<string, string>, ids = ['webhook']) => verifyCertificate(PAYPAL, signedRequest({ headers }), ids, {
    publicKey: () => { throw new Error('asked for'); },
  });
  const headers = { 'paypal-transmission-sig': 'AAAA', 'paypal-transmission-time': '2026-12-01T10:00:00Z', 'paypal-transmission-id': 'id', 'paypal-cert-url': URL_OF_CERTIFICATE };

  it.each([
    'http://api.paypal.com/certs/1', 'https://api.paypal.com.evil.example/1', 'https://evil.example/api.paypal.com', 'https://api.paypal.com@evil.example/1',
    'https://api.paypal.com:8443/1', 'https://api.paypal.com/1?x=y', 'https://api.paypal.com/1#x', 'https://user@api.paypal.com/1', 'https://API.paypal.com/1',
    'https://api.paypal.com\\@evil.example/', '//api.paypal.com/1', 'file:///etc/passwd', '', 'https://api.paypal.com/a/../b',
  ])('P7 is not asked: %s', async address => {
    expect(await verify({ ...headers, 'paypal-cert-url': address })).toEqual(invalid('certificate_refused'));
  });

  it('is not asked before all else is in order', async () => {
    expect(await verify({ ...headers, 'paypal-transmission-sig': '%' })).toEqual(invalid('signature_missing'));
    expect(await verify({ ...headers, 'paypal-transmission-time': '2026-11-01T10:00:00Z' })).toEqual(invalid('timestamp_out_of_tolerance'));
    const without = (name: string) => Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
    expect(await verify(without('paypal-transmission-id'))).toEqual(invalid('signed_value_missing'));
    expect(await verify(without('paypal-cert-url'))).toEqual(invalid('signed_value_missing'));
    expect(await verify(headers, [''])).toEqual({ result: 'unavailable', reason: 'secret_unusable' });
    await expect(verify(headers)).rejects.toThrow('asked for');
  });
});

describe('fetching', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, ({ url: path }, response) => {
      if (path === '/large') response.end('x'.repeat(2_000));
      else if (path === '/moved') response.writeHead(302, { Location: '/text' }).end();
      else if (path === '/broken') response.writeHead(200, { 'Content-Length': '100' }).write('half', () => response.destroy());
      else if (path === '/text') response.end('text');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise(resolve => { server.closeAllConnections(); server.close(resolve); }));

  const fetched = (path: string) => fetchText(`${url}${path}`, { timeoutMillis: 300, maxBytes: 1_000 }, CERTIFICATE);

  it('gives status and text, and follows no redirect', async () => {
    expect(await fetched('/text')).toEqual({ status: 200, text: 'text' });
    expect(await fetched('/moved')).toEqual({ status: 302, text: '' });
  });

  it('gives up on what is too large, too slow, broken off or not trusted', async () => {
    await expect(fetched('/large')).rejects.toThrow('larger than 1000 bytes');
    await expect(fetched('/silent')).rejects.toThrow('abort');
    await expect(fetched('/broken')).rejects.toThrow();
    await expect(fetchText(`${url}/text`)).rejects.toThrow('self-signed');
  });
});
