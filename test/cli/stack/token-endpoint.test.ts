import { TokenEndpoint } from '../../../cli/local/targets/token-endpoint';

let endpoint: TokenEndpoint;
beforeAll(async () => { endpoint = await TokenEndpoint.start(); });
afterAll(() => endpoint.stop());

const ask = (grant: string) => fetch(endpoint.url, { method: 'POST', body: new URLSearchParams({ grant_type: grant }) });

test('whoever asks for a token gets one', async () => {
  const answer = await ask('client_credentials');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ access_token: expect.stringMatching(/^[\w-]{32}$/) as string, token_type: 'Bearer', expires_in: 3_600 });
});

test('other grants are refused in the words of the standard', async () => {
  const answer = await ask('password');
  expect([answer.status, await answer.json()]).toEqual([400, { error: 'unsupported_grant_type' }]);
});
