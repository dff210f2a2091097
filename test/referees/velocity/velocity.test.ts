import fc from 'fast-check';
import { almostJson, JSON_PATH_TEMPLATES, LANGUAGE_TEMPLATES, sqsAnswer } from './corpus';
import { fetchJars, hasJava, JavaEngine } from './velocity-engines';
import { decodeMessage } from '../../cli/gateway/support/decoded-message';
import { hostileHandshake } from '../../cli/gateway/support/hostile-handshakes';
import { type HostileRequest, hostileText } from '../../cli/gateway/support/hostile-requests';
import { bodyCase, hostileRequests, NOTHING_SENT, type RenderCase, renderHere, type Rendering, requestCase } from '../../cli/gateway/support/render-case';
import { expectSameRequest } from '../../cli/gateway/support/same-request';
import { HANDSHAKE_TEMPLATES, POSTED_HANDSHAKE_TEMPLATES, REQUEST_TEMPLATES, RESPONSE_TEMPLATES } from '../../cli/gateway/support/shipped-templates';

const SEED = Number(process.env.REFEREE_SEED ?? Date.now() % 1_000_000_000);
const REQUESTS = Number(process.env.REFEREE_REQUESTS ?? 50_000);
const REQUESTS_A_TEMPLATE = Math.ceil(REQUESTS / REQUEST_TEMPLATES.length);
/** Of a request whose JSON is cut off there is nothing to decode. */
const LEAST_DECODED = 0.9;
const MINUTES = 60_000;

/** Templates that answer a request by themselves; another list of them is one more line. */
const MOCKS: ReadonlyArray<{ readonly request: string; readonly response: string }> = [
  ...HANDSHAKE_TEMPLATES,
];

const available = hasJava();
if (!available) console.warn('SKIPPED: the Velocity referee needs java and mvn, which are not on this machine');

/** Java before 19 writes some doubles with more digits than it takes: then only their values are compared. */
function isAlike(here: Rendering, java: Rendering | undefined): boolean {
  const [ours, theirs] = [JSON.stringify(here), JSON.stringify(java)];
  const shortest = (text: string) => text.replace(/\d\.\d+E-?\d+/g, double => String(Number(double)));
  return ours === theirs || shortest(ours) === shortest(theirs);
}

(available ? describe : describe.skip)(`Apache Velocity 1.7 with Jayway JsonPath (REFEREE_SEED=${SEED})`, () => {
  let java: JavaEngine;

  beforeAll(() => {
    fetchJars();
    java = new JavaEngine();
  }, 5 * MINUTES);
  afterAll(() => java.close());

  /** Renders the cases in both engines, which work at the same time, and gives Java's renderings. */
  async function rendered(cases: readonly RenderCase[]): Promise<Rendering[]> {
    const inJava = java.render(cases);
    const here = cases.map(renderHere);
    const theirs = await inJava;
    for (const [index, given] of cases.entries()) {
      // Comparing as text first spares the many cases that are alike the slow comparison with a readable difference.
      if (isAlike(here[index], theirs[index])) continue;
      expect({ seed: SEED, given, rendered: here[index] }).toEqual({ seed: SEED, given, rendered: theirs[index] });
    }
    return theirs;
  }

  test('renders every shipped request template to the same bytes, which hold what was sent under no name but the template\'s', async () => {
    let decoded = 0;
    for (const [index, { template, options }] of REQUEST_TEMPLATES.entries()) {
      const requests = hostileRequests(options.binary, REQUESTS_A_TEMPLATE, SEED + index);
      const renderings = await rendered(requests.map(request => requestCase(template, request, options.binary)));
      for (const [at, rendering] of renderings.entries()) {
        // A JSON path over a body that is cut off: API Gateway refuses the request.
        if ('failure' in rendering) continue;
        expectSameRequest(decodeMessage(rendering.text), requests[at], options);
        decoded++;
      }
    }
    const sent = REQUEST_TEMPLATES.length * REQUESTS_A_TEMPLATE;
    console.log(`${REQUEST_TEMPLATES.length} request templates, ${sent} hostile requests, ${decoded} decoded, ${sent - decoded} refused for their JSON, seed ${SEED}`);
    expect(decoded).toBeGreaterThan(LEAST_DECODED * sent);
  }, 15 * MINUTES);

  test('ends its loops after 1,000 rounds, of which the message tells', async () => {
    const [{ template }] = REQUEST_TEMPLATES;
    const many = (count: number): Array<[string, string]> => Array.from({ length: count }, (_, index) => [`p${index}`, 'x']);
    const requests: HostileRequest[] = [1_000, 1_001, 2_000].flatMap(count => [
      { ...NOTHING_SENT, query: many(count) },
      // API Gateway's own headers count too.
      { ...NOTHING_SENT, headers: many(count - 4) },
    ]);
    const renderings = await rendered(requests.map(request => requestCase(template, request, false)));
    const messages = renderings.map(rendering => decodeMessage((rendering as { readonly text: string }).text));
    expect(messages.map(({ query, headers, flags }) => [Math.max(query.length, headers.length), flags.includes('truncated')]))
      .toEqual([[1_000, false], [1_000, false], [1_000, true], [1_000, true], [1_000, true], [1_000, true]]);
  });

  test.each(MOCKS)('renders the templates of mock %# to the same bytes, and echoes nothing but words and harmless marks', async ({ request, response }) => {
    const requests = [...hostileRequests(false, 200, SEED), ...fc.sample(hostileHandshake, { seed: SEED, numRuns: 1_000 })];
    const statuses = await rendered(requests.map(sent => requestCase(request, sent, false)));
    const answers = await rendered(requests.map(sent => requestCase(response, sent, false)));
    for (const [index, status] of statuses.entries()) {
      const { statusCode } = JSON.parse((status as { readonly text: string }).text) as { readonly statusCode: number };
      if (statusCode < 300) expect(answers[index]).toMatchObject({ text: expect.stringMatching(/^(\{"[\w.]+":")?[+\w .~:,;@!?/=()*|-]{0,1024}("\})?$/) });
    }
  }, MINUTES);

  test('renders the answers to posted handshakes to the same bytes and overrides', async () => {
    const requests = fc.sample(hostileHandshake, { seed: SEED, numRuns: 1_000 });
    for (const template of POSTED_HANDSHAKE_TEMPLATES) await rendered(requests.map(sent => requestCase(template, sent, false)));
  }, MINUTES);

  test('renders every shipped response template to the same bytes and overrides', async () => {
    const answers = fc.sample(sqsAnswer, { seed: SEED, numRuns: 500 });
    for (const template of Object.values(RESPONSE_TEMPLATES)) await rendered(answers.map(answer => bodyCase(template, answer)));
  }, MINUTES);

  test('reads JSON paths out of bodies that are almost JSON alike', async () => {
    const bodies = fc.sample(almostJson, { seed: SEED, numRuns: 2_000 });
    for (const template of JSON_PATH_TEMPLATES) await rendered(bodies.map(body => bodyCase(template, body)));
  }, 5 * MINUTES);

  test('has the same language: white space, operators, methods of strings, maps and lists, encoders', async () => {
    const bodies = ['', ...fc.sample(hostileText, { seed: SEED, numRuns: 40 })];
    for (const template of LANGUAGE_TEMPLATES) await rendered(bodies.map(body => bodyCase(template, body)));
  }, 5 * MINUTES);
});
