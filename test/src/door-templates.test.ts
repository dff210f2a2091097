import { only, resourcesOf, synthesize } from './support';
import { REQUEST_TEMPLATES, RESPONSE_TEMPLATES } from '../cli/gateway/support/shipped-templates';

/** API Gateway takes no larger mapping template. */
const MAX_TEMPLATE_BYTES = 300 * 1024;

interface MethodProperties {
  readonly Integration: { readonly IntegrationResponses: ReadonlyArray<{ readonly ContentHandling?: string }> };
}

const { template } = synthesize();

test('P7: no request template hands on a value by a function that does not encode it', () => {
  for (const { template: source } of REQUEST_TEMPLATES) {
    expect(source).not.toMatch(/\$input\.json|escapeJavaScript|\$input\.params\(['"$]|#(?:evaluate|parse|include|macro|define)\b/);
  }
});

test('every request template is within the limit of API Gateway', () => {
  expect(Math.max(...REQUEST_TEMPLATES.map(({ template: source }) => Buffer.byteLength(source)))).toBeLessThan(MAX_TEMPLATE_BYTES);
});

test('P7: an answer repeats nothing of what SQS said but the message id', () => {
  const harmless = /\$input\.path\('\$\.MessageId'\)|#set\(\$answer = "\$!input\.body"\)|\$answer\.contains\("[^"]*"\)/g;
  for (const source of Object.values(RESPONSE_TEMPLATES)) expect(source.replaceAll(harmless, '')).not.toMatch(/\$input|\$answer/);
});

describe('P1: what API Gateway answers by itself', () => {
  const responses = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').map(({ Properties }) => Properties as unknown as {
    readonly ResponseType: string;
    readonly StatusCode?: string;
    readonly ResponseParameters?: { readonly [name: string]: string };
    readonly ResponseTemplates: { readonly [type: string]: string };
  });

  test.each<[string, string | undefined, string, string | undefined]>([
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'not_found', undefined],
    ['UNSUPPORTED_MEDIA_TYPE', '415', 'unsupported_media_type', undefined],
    ['REQUEST_TOO_LARGE', '413', 'payload_too_large', undefined],
    ['BAD_REQUEST_BODY', '400', 'invalid_payload', undefined],
    ['BAD_REQUEST_PARAMETERS', '400', 'invalid_request', undefined],
    ['THROTTLED', '429', 'throttled', "'5'"],
    ['QUOTA_EXCEEDED', '429', 'quota_exceeded', "'60'"],
    ['WAF_FILTERED', '403', 'forbidden', undefined],
    ['INTEGRATION_FAILURE', '504', 'unavailable', "'5'"],
    ['INTEGRATION_TIMEOUT', '504', 'unavailable', "'5'"],
    ['API_CONFIGURATION_ERROR', '500', 'misconfigured', undefined],
    ['DEFAULT_4XX', undefined, 'refused', undefined],
    ['DEFAULT_5XX', undefined, 'failed', undefined],
  ])('%s: %s %s', (type, status, code, retryAfter) => {
    const response = responses.find(({ ResponseType }) => ResponseType === type);
    expect([response?.StatusCode, response?.ResponseParameters?.['gatewayresponse.header.Retry-After']]).toEqual([status, retryAfter]);
    const body = response?.ResponseTemplates['application/json'].replace('$context.error.messageString', '"message"') ?? '';
    expect(JSON.parse(body)).toEqual({ error: code, message: expect.any(String), requestId: '$context.extendedRequestId' });
  });
});

test('no binary media type is one in which SQS answers, or one of text', () => {
  const { BinaryMediaTypes } = only(template, 'AWS::ApiGateway::RestApi').Properties as { readonly BinaryMediaTypes: readonly string[] };
  expect(BinaryMediaTypes).toEqual(['application/octet-stream', 'multipart/form-data']);
});

test('every integration answers as text, so that no Accept of a sender turns an accepted webhook into an error', () => {
  const methods = resourcesOf(template, 'AWS::ApiGateway::Method') as unknown as ReadonlyArray<{ readonly Properties: MethodProperties }>;
  const answers = methods.flatMap(({ Properties }) => Properties.Integration.IntegrationResponses);
  expect(new Set(answers.map(({ ContentHandling }) => ContentHandling))).toEqual(new Set(['CONVERT_TO_TEXT']));
});
