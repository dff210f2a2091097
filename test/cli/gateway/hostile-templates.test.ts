import { decodeMessage } from './support/decoded-message';
import { hostileRequests, renderHere, requestCase } from './support/render-case';
import { expectSameRequest } from './support/same-request';
import { REQUEST_TEMPLATES } from './support/shipped-templates';

const SEED = Number(process.env.HOSTILE_SEED ?? Date.now() % 1_000_000_000);
const REQUESTS_A_TEMPLATE = 6;

test(`P2, P7: no request breaks out of any shipped template (HOSTILE_SEED=${SEED})`, () => {
  let refused = 0;
  for (const [index, { template, options }] of REQUEST_TEMPLATES.entries()) {
    for (const request of hostileRequests(options.binary, REQUESTS_A_TEMPLATE, SEED + index)) {
      const rendering = renderHere(requestCase(template, request, options.binary));
      if ('failure' in rendering) {
        // JSON that is cut off, where a path leads into it.
        expect([rendering, JSON.stringify(options)]).toEqual([{ failure: 'payload' }, expect.stringContaining('jsonPath')]);
        refused++;
      } else {
        expectSameRequest(decodeMessage(rendering.text), request, options);
      }
    }
  }
  console.log(`${REQUEST_TEMPLATES.length * REQUESTS_A_TEMPLATE} hostile requests over ${REQUEST_TEMPLATES.length} templates, ${refused} refused for their JSON, seed ${SEED}`);
});

test(`P7: nor does a body that should be base64 and is not (HOSTILE_SEED=${SEED})`, () => {
  for (const [index, { template }] of REQUEST_TEMPLATES.filter(({ options }) => options.binary).entries()) {
    for (const request of hostileRequests(false, REQUESTS_A_TEMPLATE, SEED + index)) {
      const body = request.body.toString();
      const rendering = renderHere({ ...requestCase(template, request, true), body });
      expect(rendering).toHaveProperty('text');
      // With a raw control character it is no JSON, which SQS refuses.
      if (!('failure' in rendering) && !/[\0-\x1f]/.test(body)) expect(decodeMessage(rendering.text).route).toBe('/hooks');
    }
  }
});
