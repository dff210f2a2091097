import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { GatewayError } from '../gateway-error';

/** API Gateway takes no larger payload, neither as it comes nor decompressed. */
export const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024;

const DECODERS = new Map([['gzip', promisify(gunzip)], ['deflate', promisify(inflate)]]);

/** API Gateway decompresses request bodies before anything else sees them. */
export async function decodeContent(body: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  const coding = (contentEncoding ?? '').trim().toLowerCase();
  if (coding === '' || coding === 'identity') return body;
  const decode = DECODERS.get(coding);
  if (decode === undefined) throw new GatewayError('UNSUPPORTED_MEDIA_TYPE', 'the Content-Encoding is none of gzip, deflate and identity');
  try {
    return await decode(body, { maxOutputLength: MAX_PAYLOAD_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new GatewayError('REQUEST_TOO_LARGE', `the decompressed body is larger than ${MAX_PAYLOAD_BYTES} bytes`);
    throw new GatewayError('UNSUPPORTED_MEDIA_TYPE', `the body is not in the Content-Encoding ${coding}`);
  }
}
