import { Agent, request } from 'node:http';
import { BODY, HEADERS } from './webhook';

const agent = new Agent({ keepAlive: true });
const options = { method: 'POST', agent, headers: [...HEADERS.flat(), 'Host', 'backend', 'Content-Length', String(BODY.length)] };

/** Posts a webhook and reads the answer. */
export function post(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, response => {
      response.resume().once('end', resolve).once('error', reject);
    });
    outgoing.once('error', reject).end(BODY);
  });
}
