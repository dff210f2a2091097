import { rendered } from './support/door';

const BASE64 = '$util.base64Encode($input.body)';

async function bodySeen(body: string | Buffer): Promise<Buffer> {
  return Buffer.from(await rendered(BASE64, { body }), 'base64');
}

describe('a body of a text type', () => {
  test.each([
    ['JSON with its white space', '{"some": "value"}\r\n\t'],
    ['text that is no JSON', 'some raw data'],
    ['letters beyond ASCII', 'Grüße 東京'],
    ['characters beyond the basic plane', '🎉 𝄞'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['control characters', 'a\0b\x01\x1a\x1b\x7f\x85\u2028'],
    ['what looks like VTL', '$util.urlEncode("x") #set($a = 1) #end ${context}'],
    ['what would break out of JSON', '","MessageGroupId":"stolen'],
  ])('reaches the template unchanged: %s', async (_, body) => {
    expect((await bodySeen(body)).toString('utf8')).toBe(body);
  });

  test('that is empty is {} to the template', async () => {
    expect((await bodySeen('')).toString()).toBe('{}');
  });

  test('has U+FFFD where its bytes are no UTF-8', async () => {
    expect(await bodySeen(Buffer.from([0x61, 0xff, 0xfe, 0x62]))).toEqual(Buffer.from('a\ufffd\ufffdb'));
  });
});
