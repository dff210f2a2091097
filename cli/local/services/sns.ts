import { randomUUID } from 'node:crypto';
import type { LoopbackAnswer } from '../loopback-server';
import type { ServiceProtocol } from './service-call';

/** Publish, in AWS's query protocol. Nobody is subscribed. */
export const sns: ServiceProtocol = {
  read({ method, headers, body }) {
    if (method !== 'POST' || !headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined;
    const input = Object.fromEntries(new URLSearchParams(body.toString()));
    if (input.Action !== 'Publish') return undefined;
    return { service: 'SNS', resource: input.TopicArn ?? '', content: input.Message ?? '', input };
  },
  answer: () => xml(200, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult>${METADATA}</PublishResponse>`),
  refuse: ({ code, status, message = code }) =>
    xml(status, `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`),
};

const METADATA = '<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>';

function xml(status: number, body: string): LoopbackAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
