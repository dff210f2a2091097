import { asApiGatewayReads } from '../../../lambda/door/as-api-gateway-reads';

test.each([
  ['{"a":"x\x7fy"}', '{"a":"x\x7fy"}'],
  ['{"a":"x\x7f\\u0000"}', '{"a":"x\\u0000"}'],
  ['{"a":"\\"\x7f","b":"\x7f"}', '{"a":"\\"","b":"\x7f"}'],
  ['{"b":"\x7f","a":"\x7f\\\\\x7f"}', '{"b":"\x7f","a":"\\\\"}'],
  ['"\x7f\\', '"\x7f\\'],
])('%j is read as %j', (json, expected) => {
  expect(asApiGatewayReads(Buffer.from(json)).toString()).toBe(expected);
});
