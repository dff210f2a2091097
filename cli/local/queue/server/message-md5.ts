import { createHash } from 'node:crypto';
import { MessageAttributes } from '../engine/message';

const TEXT = 1;
const BINARY = 2;

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The digest by which SDKs check the attributes; none if there are no attributes. */
export const md5OfAttributes = (attributes: MessageAttributes): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const update = (value: string | Buffer) => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name];
    update(name);
    update(DataType);
    hash.update(Buffer.of(BinaryValue ? BINARY : TEXT));
    update(BinaryValue ?? String(StringValue));
  }
  return hash.digest('hex');
};
