import { randomBytes } from 'node:crypto';
import { startLoopbackServer, type LoopbackAnswer, type LoopbackRequest, type LoopbackServer } from '../loopback-server';

const MAX_REQUEST_BYTES = 65_536;
const LIFETIME_SECONDS = 3_600;

/** Issues access tokens to whoever asks, in place of a server that is not on this machine. */
export class TokenEndpoint {
  static async start(): Promise<TokenEndpoint> {
    return new TokenEndpoint(await startLoopbackServer(MAX_REQUEST_BYTES, issue));
  }

  private constructor(private readonly server: LoopbackServer) {}

  get url(): string {
    return `${this.server.endpoint}/token`;
  }

  stop(): Promise<void> {
    return this.server.close();
  }
}

function issue({ body }: LoopbackRequest): LoopbackAnswer {
  if (new URLSearchParams(body.toString()).get('grant_type') !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' });
  return json(200, { access_token: randomBytes(24).toString('base64url'), token_type: 'Bearer', expires_in: LIFETIME_SECONDS });
}

function json(status: number, value: object): LoopbackAnswer {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify(value) };
}
