/**
 * API Gateway chooses a mapping template by the exact type and has none for "any other": what is not listed is answered 415.
 * None of them may match `application/x-amz-json-1.0`, in which SQS answers, or API Gateway would hand that answer over as base64.
 */
export interface ContentType {
  readonly name: string;
  /** Handed over as base64 of the exact bytes; other types as text. */
  readonly binary: boolean;
  readonly json: boolean;
}

const json = (name: string): ContentType => ({ name, binary: false, json: true });
const text = (name: string): ContentType => ({ name, binary: false, json: false });
const binary = (name: string): ContentType => ({ name, binary: true, json: false });

export const CONTENT_TYPES: readonly ContentType[] = [
  json('application/json'),
  json('application/cloudevents+json'),
  json('application/vnd.api+json'),
  // Amazon SNS posts its JSON as text.
  json('text/plain'),
  text('application/x-www-form-urlencoded'),
  text('application/xml'),
  text('text/xml'),
  binary('application/octet-stream'),
  binary('multipart/form-data'),
];

export const BINARY_MEDIA_TYPES = CONTENT_TYPES.filter(type => type.binary).map(type => type.name);
