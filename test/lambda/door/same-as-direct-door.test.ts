/** The mapping templates of the direct door as the judge: both doors make the same message of the same request. */
import fc from 'fast-check';
import { Door, proxyEvent, REQUEST_ID, ROUTE } from './support/door';
import type { HttpRequest } from '../../../cli/local/gateway/http/http-message';
import { render } from '../../../cli/local/gateway/mapping/render';
import { requestContext } from '../../../cli/local/gateway/mapping/request-context';
import { requestParameters } from '../../../cli/local/gateway/mapping/request-parameters';
import type { RestApi } from '../../../cli/local/gateway/rest-api';
import { parseTemplate } from '../../../cli/local/gateway/velocity';
import type { FunctionDoorRoute } from '../../../src/contract/function-door-configuration';
import type { IdSource, MissingGroupId } from '../../../src/contract/id-source';
import { requestTemplate } from '../../../src/door/request-template';
import { decodeMessage } from '../../cli/gateway/support/decoded-message';
import { hostileRequest, hostileText, queryString } from '../../cli/gateway/support/hostile-requests';
import { RECEIVED_AT } from '../support/records';

const API = { id: 'Api', account: '111122223333', stage: 'prod', methods: [] } as unknown as RestApi;

const carried: readonly IdSource[] = [
  { from: 'header', name: 'X-Group' }, { from: 'query', name: 'group' }, { from: 'pathParameter', name: 'below' }, { from: 'jsonPath', path: '$.order.id' },
];
const group = fc.constantFrom<IdSource>(...carried, { from: 'constant', value: 'all' }, { from: 'sourceAddress' }, { from: 'request' });
const deduplication = fc.constantFrom<IdSource>(...carried, { from: 'content' }, { from: 'request' });
const missingGroupId = fc.constantFrom<MissingGroupId>('ownGroup', 'sharedGroup', 'sourceAddress', 'reject');

const settings = fc.record({ group, deduplication, missingGroupId });

/** Where the templates are stricter or laxer than JSON, they differ; so do empty bodies, which the templates cannot see. */
const body = fc.oneof(
  fc.oneof(hostileText, fc.integer(), fc.boolean(), fc.constantFrom(null, [1], {}, 'x'.repeat(200), 'ü'.repeat(30))).map(id => JSON.stringify({ order: { id } })),
  fc.constantFrom('{"order":{}}', '[{"order":{"id":1}}]', '{"order":"x"}', '{"other":1}'),
).map(text => Buffer.from(text));

test('P10 same ids, flags and contents as by the mapping template', async () => {
  await fc.assert(fc.asyncProperty(hostileRequest(body), settings, fc.boolean(), async (sent, ids, fifo) => {
    const route: FunctionDoorRoute = { ...ROUTE, ...ids };
    const path = `/github${sent.below}`;
    const request: HttpRequest = {
      method: 'POST', path: `/prod${path}`, queryString: queryString(sent), headers: [['Host', 'hooks.example.com'], ...sent.headers], body: sent.body, sourceAddress: '192.0.2.7', port: 443,
    };
    const parameters = requestParameters(request, new Map([['below', sent.below.slice(1)]]));

    const door = new Door({ '/github': route }, fifo);
    const event = proxyEvent({
      method: 'POST',
      resource: '/github/{below+}',
      path,
      body: sent.body.toString(),
      headers: [...parameters.header],
      query: [...parameters.querystring],
      pathParameters: Object.fromEntries(parameters.path),
    });
    const { statusCode } = await door.answerEvent({ ...event, requestContext: { ...event.requestContext, domainName: 'hooks.example.com' } });

    const template = requestTemplate({ ...route, queueUrl: 'queue', fifo, route: '/github', binary: false, json: true });
    const context = requestContext(API, request, undefined, RECEIVED_AT).set('extendedRequestId', REQUEST_ID);
    const expected = decodeMessage(render(parseTemplate(template), sent.body.toString(), { parameters, context, stageVariables: new Map() }));

    const [message] = door.messages;
    if (expected.group === undefined) {
      expect([statusCode, message]).toEqual([400, undefined]);
      return;
    }
    const { group: groupId, deduplication: deduplicationId, body: messageBody, attribute } = message ?? { group: '', deduplication: '', body: '', attribute: '' };
    const actual = decodeMessage(JSON.stringify({
      QueueUrl: 'queue',
      MessageBody: messageBody,
      ...groupId !== '' && { MessageGroupId: groupId },
      ...deduplicationId !== '' && { MessageDeduplicationId: deduplicationId },
      MessageAttributes: { wb: { DataType: 'String', StringValue: attribute } },
    }));
    expect(unordered(actual)).toEqual(unordered(expected));
  }), { numRuns: 500 });
});

/** Maps keep no order, in Java even less than here. */
function unordered(message: ReturnType<typeof decodeMessage>): ReturnType<typeof decodeMessage> {
  return { ...message, query: [...message.query].sort(), headers: [...message.headers].sort() };
}
