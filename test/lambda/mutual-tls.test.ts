import type { TLSSocket } from 'node:tls';
import { Backend } from './support/backend';
import { AUTHORITY, CLIENT, type Identity, NEXT_CLIENT, SERVER, STRANGER } from './support/identities';
import { MemorySecrets } from './support/memory-secrets';
import { webhookOf } from './support/records';
import { atOnce, cachedSecrets, httpTarget, secret } from './support/target';
import type { TargetResult } from '../../lambda/forwarder/ports';
import type { HttpTarget } from '../../lambda/forwarder/target/http-target';
import type { TargetTlsConfiguration } from '../../src/contract/target-secrets';

const MUTUAL: TargetTlsConfiguration = {
  clientCertificate: { certificate: secret('client', 'certificate'), privateKey: secret('client', 'privateKey') },
  authorities: secret('authorities'),
};

const secrets = new MemorySecrets();
/** Whom each request came from. */
let names: Array<string | undefined>;
let backend: Backend;
let time: number;
beforeEach(async () => {
  backend = await Backend.start(undefined, { cert: SERVER.certificate, key: SERVER.privateKey, ca: AUTHORITY, requestCert: true });
  names = [];
  time = Date.now();
  backend.server.on('request', ({ socket }: { readonly socket: TLSSocket }) => { names.push(socket.getPeerCertificate().subject?.CN as string | undefined); });
  secrets.asked.length = 0;
  secrets.values.clear();
  secrets.values.set('authorities', [AUTHORITY]);
  store(CLIENT);
});
afterEach(() => backend.stop());

function store(identity: Partial<Identity>): void {
  secrets.values.set('client', [JSON.stringify(identity)]);
}

const now = (): number => time;
const targetWith = (tls: TargetTlsConfiguration = MUTUAL) => httpTarget(backend.url, { tls }, { now, secrets: cachedSecrets(secrets, now) });
const send = (target: HttpTarget): Promise<TargetResult> => target.attempt(webhookOf(), { messageId: 'm1', group: 'g', attempt: 1 }, atOnce);

describe('a connection', () => {
  it('shows the certificate of a secret, trusts the authorities of another one, and is kept', async () => {
    const target = targetWith();
    for (let count = 0; count < 2; count++) expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
    expect([names, backend.connections]).toEqual([['client', 'client'], 1]);
  });

  it('may have certificate and key of two secrets', async () => {
    secrets.values.set('certificate', [CLIENT.certificate]);
    secrets.values.set('key', [CLIENT.privateKey]);
    const target = targetWith({ clientCertificate: { certificate: secret('certificate'), privateKey: secret('key') }, authorities: secret('authorities') });
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
  });

  it('trusts the authorities that are named, and no others', async () => {
    secrets.values.set('authorities', [STRANGER.certificate]);
    const result = await send(targetWith());
    expect(result.outcome).toMatchObject({ kind: 'retry', slow: true });
    expect(result.report.errorCode).toMatch(/CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/);
    expect(backend.requests).toEqual([]);
  });

  it('may trust authorities without showing a certificate', async () => {
    const open = await Backend.start(undefined, { cert: SERVER.certificate, key: SERVER.privateKey });
    try {
      const target = httpTarget(open.url, { tls: { authorities: secret('authorities') } }, { secrets: cachedSecrets(secrets) });
      expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
    } finally {
      await open.stop();
    }
  });
});

describe('a certificate that is replaced', () => {
  it('is shown by the connections that follow, without a failure', async () => {
    const target = targetWith();
    await send(target);
    store(NEXT_CLIENT);
    time += 300_000;
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
    expect([names, backend.connections]).toEqual([['client', 'next-client'], 2]);
  });

  it('F36 leaves the requests alone that are under way', async () => {
    let release = (): void => { /* set below */ };
    backend.answer = response => {
      if (backend.requests.length === 1) release = () => { response.end('late'); };
      else response.end('ok');
    };
    const target = targetWith();
    const slow = send(target);
    while (backend.requests.length === 0) await new Promise(resolve => setTimeout(resolve, 1));
    store(NEXT_CLIENT);
    time += 300_000;
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
    release();
    expect(await slow).toMatchObject({ outcome: { kind: 'delivered' }, report: { responseBody: 'late' } });
    await send(target);
    expect(names).toEqual(['client', 'next-client', 'next-client']);
  });

  it('F27 is shown by the connection that takes the place of one that was closed', async () => {
    backend.answer = response => { backend.requests.length === 2 ? response.destroy() : response.end('ok'); };
    const target = targetWith();
    await send(target);
    expect(await send(target)).toMatchObject({ outcome: { kind: 'delivered' }, report: { reconnects: 1 } });
    expect(names).toEqual(['client', 'client', 'client']);
  });
});

describe('a certificate that the backend refuses', () => {
  it('F1 keeps the webhook waiting, and is read anew for the next attempt', async () => {
    store(STRANGER);
    const target = targetWith();
    const first = await send(target);
    expect(first.outcome).toMatchObject({ kind: 'retry' });
    expect(first.report.httpStatus).toBeUndefined();
    store(CLIENT);
    time += 60_000;
    await send(target);
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
    expect(names).toEqual(['client']);
  });

  it('does not cost a call each time', async () => {
    store(STRANGER);
    const target = targetWith();
    for (let count = 0; count < 10; count++) await send(target);
    expect(secrets.asked).toHaveLength(3);
  });
});

describe('what is no certificate', () => {
  it.each<[string, Partial<Identity>, string]>([
    ['text', { ...CLIENT, certificate: 'hunter2' }, 'SECRET_UNUSABLE'],
    ['a key of another certificate', { ...CLIENT, privateKey: STRANGER.privateKey }, 'SECRET_UNUSABLE'],
    ['a key that is none', { ...CLIENT, privateKey: 'hunter2' }, 'SECRET_UNUSABLE'],
    ['an empty key', { ...CLIENT, privateKey: '' }, 'SECRET_UNUSABLE'],
    ['a secret without a key', { certificate: CLIENT.certificate }, 'SECRET_UNAVAILABLE'],
  ])('F30 keeps the webhook waiting, and no connection is made: %s', async (_, identity, errorCode) => {
    store(identity);
    const target = targetWith();
    const result = await send(target);
    expect(result).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode } });
    expect(JSON.stringify(result)).not.toMatch(/hunter2|PRIVATE/);
    expect(backend.connections).toBe(0);
    store(CLIENT);
    time += 300_000;
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
  });

  it('is read anew where one of the two is newer, at most once a minute', async () => {
    store({ ...CLIENT, privateKey: NEXT_CLIENT.privateKey });
    const target = targetWith();
    expect((await send(target)).report.errorCode).toBe('SECRET_UNUSABLE');
    store(NEXT_CLIENT);
    time += 60_000;
    expect((await send(target)).report.errorCode).toBe('SECRET_UNUSABLE');
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
  });
});
