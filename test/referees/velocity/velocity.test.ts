import fc from 'fast-check';
import { almostJson, JSON_PATH_TEMPLATES, LANGUAGE_TEMPLATES, sqsAnswer } from './corpus';
import { fetchJars, hasJava, type RenderCase, renderHere, renderInJava, type Rendering } from './velocity-engines';
import type { HttpRequest } from '../../../cli/local/gateway/http/http-message';
import { requestPayload } from '../../../cli/local/gateway/integration/payload';
import { requestContext } from '../../../cli/local/gateway/mapping/request-context';
import { requestParameters } from '../../../cli/local/gateway/mapping/request-parameters';
import type { RestApi } from '../../../cli/local/gateway/rest-api';
import { decodeMessage } from '../../cli/gateway/support/decoded-message';
import { binaryBody, type HostileRequest, hostileRequest, hostileText, queryString, textBody } from '../../cli/gateway/support/hostile-requests';
import { expectSameRequest } from '../../cli/gateway/support/same-request';
import { REQUEST_TEMPLATES, RESPONSE_TEMPLATES } from '../../cli/gateway/support/shipped-templates';

const SEED = Number(process.env.REFEREE_SEED ?? Date.now() % 1_000_000_000);
const REQUESTS_A_TEMPLATE = 12;
const API = { id: 'Api', account: '000000000000', stage: 'prod', methods: [] } as unknown as RestApi;

const available = hasJava();
if (!available) console.warn('SKIPPED: the Velocity referee needs java and mvn, which are not on this machine');

function httpRequest(sent: HostileRequest): HttpRequest {
  return {
    method: sent.method,
    path: `/prod/hooks${sent.below}`,
    queryString: queryString(sent),
    headers: [['Host', '127.0.0.1:4000'], ...sent.headers],
    body: sent.body,
    sourceAddress: '127.0.0.1',
    port: 4000,
  };
}

/** What API Gateway would hand to a template for this request. */
function caseOf(template: string, sent: HostileRequest, binary: boolean): RenderCase {
  const request = httpRequest(sent);
  const pathParameters = new Map(sent.below === '' ? [] : [['below', sent.below.slice(1)]]);
  const payload = requestPayload(sent.body, 'application/octet-stream', binary ? ['application/octet-stream'] : [], 'CONVERT_TO_TEXT');
  return {
    template,
    body: payload as string,
    parameters: requestParameters(request, pathParameters),
    context: requestContext(API, request, undefined, 1_800_000_000_000),
  };
}

const NOTHING_SENT: HostileRequest = { method: 'POST', below: '', query: [], headers: [], body: Buffer.alloc(0) };

/** The same template over a body that stands alone. */
function bodyCase(template: string, body: string): RenderCase {
  return { ...caseOf(template, NOTHING_SENT, false), body };
}

/** Renders the cases in both engines and gives Java's renderings. */
async function rendered(cases: readonly RenderCase[]): Promise<Rendering[]> {
  const java = await renderInJava(cases);
  expect(java).toHaveLength(cases.length);
  for (const [index, given] of cases.entries()) {
    const here = renderHere(given);
    // Comparing as text first spares the many cases that are alike the slow comparison with a readable difference.
    if (!isAlike(here, java[index])) expect({ seed: SEED, given, rendered: here }).toEqual({ seed: SEED, given, rendered: java[index] });
  }
  return java;
}

/** Java before 19 writes some doubles with more digits than it takes: then only their values are compared. */
function isAlike(here: Rendering, java: Rendering | undefined): boolean {
  const [ours, theirs] = [JSON.stringify(here), JSON.stringify(java)];
  const shortest = (text: string) => text.replace(/\d\.\d+E-?\d+/g, double => String(Number(double)));
  return ours === theirs || shortest(ours) === shortest(theirs);
}

(available ? describe : describe.skip)(`Apache Velocity 1.7 with Jayway JsonPath (REFEREE_SEED=${SEED})`, () => {
  beforeAll(fetchJars, 300_000);

  test('renders every shipped request template to the same bytes, which hold what was sent', async () => {
    const sent = REQUEST_TEMPLATES.flatMap(({ template, options: { binary } }, index) => {
      const requests = fc.sample(hostileRequest(binary ? binaryBody : textBody), { seed: SEED + index, numRuns: REQUESTS_A_TEMPLATE });
      return requests.map(request => ({ template, binary, request }));
    });
    const renderings = await rendered(sent.map(({ template, binary, request }) => caseOf(template, request, binary)));
    let decoded = 0;
    for (const [index, { request, binary }] of sent.entries()) {
      const rendering = renderings[index];
      // A JSON path over a body that is cut off: API Gateway refuses the request.
      if (rendering === undefined || 'failure' in rendering) continue;
      expectSameRequest(decodeMessage(rendering.text), request, { binary });
      decoded++;
    }
    console.log(`${REQUEST_TEMPLATES.length} request templates, ${sent.length} requests, ${decoded} decoded, ${sent.length - decoded} refused for their JSON, seed ${SEED}`);
    expect(decoded).toBeGreaterThan(3_000);
  }, 300_000);

  test('renders every shipped response template to the same bytes and overrides', async () => {
    const answers = fc.sample(sqsAnswer, { seed: SEED, numRuns: 500 });
    await rendered(Object.values(RESPONSE_TEMPLATES).flatMap(template => answers.map(answer => bodyCase(template, answer))));
  }, 300_000);

  test('reads JSON paths out of bodies that are almost JSON alike', async () => {
    const bodies = fc.sample(almostJson, { seed: SEED, numRuns: 2_000 });
    await rendered(bodies.flatMap(body => JSON_PATH_TEMPLATES.map(template => bodyCase(template, body))));
  }, 300_000);

  test('has the same language: white space, operators, methods of strings, maps and lists, encoders', async () => {
    const bodies = ['', ...fc.sample(hostileText, { seed: SEED, numRuns: 40 })];
    await rendered(LANGUAGE_TEMPLATES.flatMap(template => bodies.map(body => bodyCase(template, body))));
  }, 300_000);
});
