import { openQueueDoor, rendered } from './support/door';

/** How the body's value at a path prints; `?` stands for null. */
async function found(body: string, path = '$.a'): Promise<string> {
  return rendered(`#set($found = $input.path('${path}'))#if($found == $null)?#end$found`, { body });
}

describe('$input.path', () => {
  test.each([
    ['{"a":"text"}', 'text'],
    ['{"a":1}', '1'],
    ['{"a":12345678901234567890123}', '12345678901234567890123'],
    ['{"a":1.0}', '1.0'],
    ['{"a":1e21}', '1.0E21'],
    ['{"a":100000.5}', '100000.5'],
    ['{"a":0.00001}', '1.0E-5'],
    ['{"a":-0.0}', '-0.0'],
    ['{"a":1e400}', 'Infinity'],
    ['{"a":0.12345678901234567890}', '0.12345678901234567890'],
    ['{"a":-0.00000012345678901234567}', '-1.2345678901234567E-7'],
    ['{"a":12345678901234567890e5}', '1.2345678901234567890E+24'],
    ['{"a":100000000000000000.e3}', '1.00000000000000000E+20'],
    ['{"a":123456789012345678.90e2}', '12345678901234567890'],
    ['{"a":0.0000000000000000000000}', '0E-22'],
    ['{"a":000000000000000001e-2}', '0.01'],
    ['{"a":true}', 'true'],
    ['{"a":null}', '?'],
    ['{"b":1}', '?'],
    ['[1,2]', '?'],
    ['a=b', '?'],
    ['"text"', '?'],
    ['', '?'],
  ])('of %s gives %s', async (body, expected) => {
    expect(await found(body)).toBe(expected);
  });

  test.each([
    ['single quotes', "{'a':'x'}", 'x'],
    ['no quotes', '{a:x y}', 'x y'],
    ['a trailing comma', '{"a":"x",}', 'x'],
    ['commas too many', '{,,"a":[1,,2,]}', '[1,2]'],
    ['something behind it', '{"a":"x"}xyz', 'x'],
    ['leading zeros', '{"a":007}', '7'],
    ['NaN', '{"a":NaN}', 'NaN'],
    ['a lone minus', '{"a":-}', '0'],
    ['a number that goes on as text', '{"a":1.2.3}', '1.2.3'],
    ['an exponent that is none', '{"a":1ex}', '1ex'],
    ['a duplicate key', '{"a":1,"a":2}', '2'],
    ['escapes', '{"a":"\\u0041\\x42\\n\\"\\/\\q"}', 'AB\n"/'],
    ['a raw line break in a string', '{"a":"x\ny"}', 'x\ny'],
    ['a word after white space that is not JSON\'s', '{"a":\fnull}', 'null'],
    ['white space of Java around a word', '{"a": \f x \u2003}', 'x'],
  ])('takes JSON with %s', async (_, body, expected) => {
    expect(await found(body)).toBe(expected);
  });

  test('takes JSON after a byte order mark for text', async () => {
    expect(await found('\ufeff{"a":1}')).toBe('?');
  });

  test.each([
    ['$', '{a={b=[{"c":"\\/é"}], d-e=x}}'],
    ['$.a.b', '[{"c":"\\/é"}]'],
    ['$.a.b[0].c', '/é'],
    ["$[''a''][''d-e'']".replaceAll("''", '"'), 'x'],
    ['$.a.b[1]', '?'],
    ['$.a.b.c', '?'],
    ['$.a[0]', '?'],
    ['$.b', '?'],
  ])('%s leads to %s', async (path, expected) => {
    expect(await found('{"a":{"b":[{"c":"/é"}],"d-e":"x"}}', path)).toBe(expected);
  });

  test('that finds nothing is null, equals "" and prints empty', async () => {
    expect(await rendered('#set($v = $input.path("$.none"))#if($v == $null)null#end#if($v == "") empty#end[$v]$v.nested', { body: '{"a":1}' })).toBe('null empty[]');
  });

  test.each(['$..a', '$.a[*]', '$.a[?(@.b)]', 'a', '$a', '$.', '$[-1]'])('refuses %s, which is not emulated', async path => {
    expect(await found('{}', path)).toContain(`the JSON path "${path}" is not emulated; allowed are paths such as $.order.items[0]['sku']`);
  });
});

describe('$input.json', () => {
  test.each([
    ['{"some" : "val/ue\\u2028", "n":1e2, "l":[null,true]}', '{"some":"val/ue\\u2028","n":100.0,"l":[null,true]}'],
    ['a=b', '"a=b"'],
    ['', '{}'],
    ['[1e400]', '[null]'],
  ])('of %s is %s', async (body, expected) => {
    expect(await rendered("$input.json('$')", { body })).toBe(expected);
  });
});

describe('a body that is cut off or nested wrongly', () => {
  test.each([
    '{a', '[a', '{', '[', '{"a"', '{"a":', '{"a":"x', '{"a":1', '{"a":"\\', '{"a":"\\u00', '{"a":}', '{"a":1]', '[}', '{[}', '}', '{"a":1.e+}', '{"a" 1}', '{"a":"\\"\x1a"}',
    '["1":2]', '['.repeat(401) + ']'.repeat(401),
  ])('is refused with 400 and does not reach the queue: %s', async body => {
    const door = await openQueueDoor({ RequestTemplates: { 'application/json': "$input.path('$.a')" } });
    const answer = await door.send({ body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatch(/^\{"message":"Could not process payload: .* at position \d+"\}$/);
    expect(door.queue.received).toEqual([]);
    expect(door.refused).toMatchObject([{ status: 400, error: expect.stringContaining('BAD_REQUEST_BODY: Could not process payload') }]);
  });

  test('is taken by a template that reads no path', async () => {
    expect(await rendered('$input.body', { body: '{a' })).toBe('{a');
  });

  test('a number that Java cannot read is an error of the template', async () => {
    expect(await found('{"a":12345678901234567890\x01}')).toContain('java.lang.NumberFormatException');
    expect(await found('{"a":5\x01}')).toBe('3');
  });

  test('null is an error of the template, as it is to Jayway JsonPath', async () => {
    expect(await found('null')).toContain('API_CONFIGURATION_ERROR');
  });
});
