import { GatewayError } from '../gateway-error';
import type { IntegrationAnswer } from './integration-answer';
import { parsePermissiveJson } from '../mapping/permissive-json';

/** A mock answers with the status that its rendered request template names. */
export function mockAnswer(body: Buffer): IntegrationAnswer {
  const status = statusCode(body.toString('utf8'));
  if (typeof status !== 'bigint') throw new GatewayError('API_CONFIGURATION_ERROR', 'the request template of a MOCK integration has to give JSON with a whole number statusCode');
  return { status: Number(status), headers: new Map(), body: Buffer.alloc(0) };
}

function statusCode(text: string): unknown {
  try {
    const request = parsePermissiveJson(text);
    return request instanceof Map ? request.get('statusCode') : undefined;
  } catch {
    return undefined;
  }
}
