import { IncomingMessage } from 'node:http';

/** Bytes of a request that SQS reads. */
export const MAX_REQUEST_BYTES = 1_662_976;

/** Reads the body; undefined if it is longer than SQS takes. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  return bytes <= MAX_REQUEST_BYTES ? Buffer.concat(chunks) : undefined;
};
