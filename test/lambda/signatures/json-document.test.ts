import { jsonDocument, readPath, scalarText } from '../../../lambda/signatures/json-document';

const read = (json: string, path: string) => readPath(jsonDocument(Buffer.from(json)), path).map(scalarText);

describe('a value in a body', () => {
  it.each([
    ['{"a":{"b":[{"c":"x"}]}}', '$.a.b[0].c', 'x'],
    ['{"order-id":"x"}', "$['order-id']", 'x'],
    ['{"order-id":"x"}', '$.order-id', 'x'],
    ['[["x"]]', '$[0][0]', 'x'],
    ['{"a":true}', '$.a', 'true'],
    ['{"a":12345678901234567890123}', '$.a', '12345678901234567890123'],
    ['{"a":-1.50e+7}', '$.a', '-1.50e+7'],
    ['{"a":"1\\"2","b":"3\\\\","c":4}', '$.c', '4'],
    ['{"a":1,"a":2}', '$.a', '2'],
    ['{"__proto__":"x"}', '$.__proto__', 'x'],
    [' {"a" : 0 } ', '$.a', '0'],
  ])('%s at %s is %s', (json, path, expected) => {
    expect(read(json, path)).toEqual([expected]);
  });

  it.each([
    ['{"a":null}', '$.a'], ['{"a":{}}', '$.a'], ['{"a":[1]}', '$.a'], ['{"a":"x"}', '$.a.b'], ['{"a":"x"}', '$.a[0]'], ['{"a":"x"}', '$.a.length'], ['[1]', '$.length'],
    ['{}', '$.constructor'], ['{}', '$.__proto__'], ['null', '$.a'], ['{"a":1', '$.a'], ['{a:1}', '$.a'], ['{"a":01}', '$.a'], ['', '$.a'], ['\uFEFF{"a":1}', '$.a'],
    ['{1:"a"}', '$.1'],
  ])('%s has none at %s', (json, path) => {
    expect(read(json, path)).toEqual([undefined]);
  });

  it('stands in each item of a list', () => {
    expect(read('{"v":[{"a":"x"},{},{"a":1}]}', '$.v[*].a')).toEqual(['x', undefined, '1']);
    expect(read('{"v":[]}', '$.v[*].a')).toEqual([]);
    expect(read('{"v":{"a":"x"}}', '$.v[*].a')).toEqual([undefined]);
  });

  it('is found in megabytes, and nested deeper than a stack is high', () => {
    expect(read(`{"text":${JSON.stringify('\\"'.repeat(3_000_000))},"a":1}`, '$.a')).toEqual(['1']);
    expect(read('['.repeat(1_000_000), '$[0]')).toEqual([undefined]);
  });
});
