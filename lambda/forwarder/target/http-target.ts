import { CredentialUnavailable, type SecretHeaders } from './authentication/credential';
import { classify } from './classify';
import { Connections, type Sent } from './connections';
import { destinationOf, type Exchange } from './exchange';
import { outgoingHeaders } from './outgoing-headers';
import { outgoingPath } from './outgoing-path';
import { Preparation, type Prepared } from './preparation';
import { withhold } from './withhold';
import type { HttpTargetConfiguration } from '../../../src/contract/forwarder-configuration';
import type { SecretStore } from '../../secrets/secret-store';
import type { Webhook } from '../envelope';
import type { AttemptIdentity, Target, TargetReport, TargetResult } from '../ports';

/** How a connection ends whose certificate is refused: with TLS 1.3, after the client takes it for established. */
const MAYBE_REFUSED = /^ERR_SSL|^ERR_TLS|CERT|^ECONNRESET$|^EPIPE$/;

const NOTHING: Prepared = { credentials: [] };

interface Attempt {
  readonly webhook: Webhook;
  readonly identity: AttemptIdentity;
  readonly path: string;
  readonly startedAt: number;
  readonly turn: () => Promise<void>;
}

/** Forwards webhooks to an HTTP backend. */
export class HttpTarget implements Target {
  public readonly totalTimeoutMillis: number;
  public readonly waitsForTurn: boolean;
  private readonly url: URL;
  private readonly connections: Connections;
  private readonly preparation?: Preparation;
  private readonly forwardHeaders: ReadonlySet<string>;

  constructor(private readonly configuration: HttpTargetConfiguration, private readonly now: () => number, secrets: SecretStore) {
    this.totalTimeoutMillis = configuration.totalTimeoutMillis;
    this.url = new URL(configuration.url);
    this.connections = new Connections(destinationOf(this.url, configuration.publicAddressesOnly), now);
    const preparation = new Preparation(configuration, { secrets, now });
    this.preparation = preparation.isEmpty ? undefined : preparation;
    this.waitsForTurn = !preparation.isEmpty;
    this.forwardHeaders = new Set(configuration.forwardHeaders);
  }

  public async attempt(webhook: Webhook, identity: AttemptIdentity, turn: () => Promise<void>): Promise<TargetResult> {
    const path = outgoingPath(this.url.pathname, webhook.path, webhook.query);
    if (path === undefined) return { outcome: { kind: 'permanent' }, report: { errorCode: 'PATH_OUTSIDE_TARGET' } };
    const attempt = { webhook, identity, path, startedAt: this.now(), turn };
    if (this.preparation === undefined) return this.result(await this.send(attempt, NOTHING), NOTHING);
    try {
      return await this.prepared(attempt, this.preparation);
    } catch (error) {
      if (!(error instanceof CredentialUnavailable)) throw error;
      const { code, message, slow, retryAfterMillis } = error;
      return { outcome: { kind: 'retry', slow, retryAfterMillis }, report: { errorCode: code, errorMessage: message } };
    }
  }

  private async prepared(attempt: Attempt, preparation: Preparation): Promise<TargetResult> {
    const message = { id: attempt.identity.messageId, body: attempt.webhook.body };
    const prepared = await preparation.prepare(message);
    if (!await this.isInTime(attempt)) throw new CredentialUnavailable('CREDENTIALS_TIMEOUT', 'there was no time left for the request', false);
    const sent = await this.send(attempt, prepared);
    const { result } = sent;
    if (result.kind === 'failure' && MAYBE_REFUSED.test(result.code)) await preparation.connectionRefused(this.millisLeft(attempt));
    if (result.kind === 'failure' || result.status !== 401) return this.result(sent, prepared);
    // Who is not let in has done nothing, so that the request can be made again.
    const renewed = await preparation.renewed(prepared, message, this.millisLeft(attempt));
    if (renewed === undefined || !await this.isInTime(attempt)) return this.result(sent, prepared);
    return this.result(await this.send(attempt, renewed), renewed, { credentialsRenewed: true });
  }

  private send(attempt: Attempt, { credentials, signature, secureContext }: Prepared): Promise<Sent> {
    const { webhook, identity, path } = attempt;
    const own = [this.configuration.headers ?? [], ...headersOf(credentials), ...headersOf(signature ? [signature] : [])].flat();
    const headers = outgoingHeaders(webhook, identity, this.url.host, this.forwardHeaders, own);
    this.connections.use(secureContext);
    const deadlines = { ...this.configuration, totalTimeoutMillis: this.millisLeft(attempt) };
    return this.connections.send({ method: webhook.method, path, headers, body: webhook.body }, deadlines);
  }

  /** Waits for the turn of a request. */
  private async isInTime(attempt: Attempt): Promise<boolean> {
    await attempt.turn();
    return this.millisLeft(attempt) > 0;
  }

  private millisLeft({ startedAt }: Attempt): number {
    return this.totalTimeoutMillis - (this.now() - startedAt);
  }

  private result({ result, reconnects }: Sent, { credentials, signature }: Prepared, more: TargetReport = {}): TargetResult {
    const secrets = [...credentials, ...signature ? [signature] : []].flatMap(part => part.secrets);
    return { outcome: classify(result, this.now(), this.configuration), report: withhold({ ...report(result), reconnects, ...more }, secrets) };
  }
}

function headersOf(parts: readonly SecretHeaders[]) {
  return parts.map(({ headers }) => headers);
}

function report(result: Exchange): TargetReport {
  if (result.kind === 'failure') return { errorCode: result.code, errorMessage: result.message, outcomeUnknown: result.maybeSent || undefined };
  const { status, headers, body, bodyIncomplete } = result;
  return {
    httpStatus: status,
    responseHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    responseBody: body.length > 0 ? body.toString() : undefined,
    bodyIncomplete: bodyIncomplete || undefined,
  };
}
