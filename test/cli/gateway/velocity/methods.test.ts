import { evaluate, EvaluationError, JsonList, type JavaValue, parseTemplate } from '../../../../cli/local/gateway/velocity';

function rendered(expression: string, variables: { readonly [name: string]: JavaValue } = {}): string {
  return evaluate(parseTemplate(expression), new Map<string, JavaValue>([
    ['s', 'a,b,,c,'], ['abc', 'abc'], ['list', [1n, 'x']], ['map', new Map<string, JavaValue>([['get', 'g'], ['size', 's'], ['keySet', 'k']])], ['n', 5n], ['yes', true],
    ...Object.entries(variables),
  ]));
}

describe('methods of strings', () => {
  test.each([
    ['$abc.length() $abc.isEmpty() $abc.charAt(1)', '3 false b'],
    ['$abc.substring(1) $abc.substring(0, 2) $abc.substring(3)', 'bc ab '],
    ["$abc.contains('b') $abc.startsWith('b') $abc.endsWith('c') $abc.indexOf('c') $abc.indexOf('a', 1) $abc.lastIndexOf('a')", 'true false true 2 -1 0'],
    ["$abc.equals('abc') $abc.equals(1) $abc.equals($none) $abc.equalsIgnoreCase('ABC') $abc.equalsIgnoreCase(1)", 'true false false true false'],
    ["$abc.toUpperCase() $abc.toLowerCase() $abc.concat('d') $abc.toString()", 'ABC abc abcd abc'],
    ["$abc.replace('b', '$0') $abc.replaceAll('[ab]', '<$0>') $abc.replaceAll('(a)(b)', '$2$1') $abc.replaceFirst('.', 'x\\\\y') $abc.replaceAll('a(z)?', '[$1]')", 'a$0c <a><b>c bac x\\ybc []bc'],
    ["$abc.matches('[a-c]{3}') $abc.matches('b') $abc.matches('a|abc')", 'true false true'],
    ["#foreach($p in $s.split(','))[$p]#end", '[a][b][][c]'],
    ["#foreach($p in $s.split(',', 2))[$p]#end#foreach($p in $s.split(',', -1))[$p]#end", '[a][b,,c,][a][b][][c][]'],
    ["#foreach($p in $s.split('x'))[$p]#end#foreach($p in $abc.split(''))[$p]#end#foreach($p in $abc.split('(b)'))[$p]#end", '[a,b,,c,][a][b][c][a][c]'],
  ])('%s', (expression, expected) => {
    expect(rendered(expression)).toBe(expected);
  });

  test('trim takes control characters and no other white space', () => {
    expect(rendered('[$t.trim()]', { t: '\t\x01 a\u00a0 ' })).toBe('[a\u00a0]');
  });
});

describe('methods of maps', () => {
  test.each([
    ["$map.get('size') $map.size $map.keySet $map.get", 's s k g'],
    ["$map.size() $map.isEmpty() $map.keySet() $map.values() $map.containsKey('get') $map.containsKey(1) $!map.get(1)", '3 false [get, size, keySet] [g, s, k] true false '],
    ["$!map.put('new', 'n')|$map.put('get', 'h')|$map.toString()", '|g|{get=h, size=s, keySet=k, new=n}'],
    ['$map.equals($map)', 'true'],
  ])('%s', (expression, expected) => {
    expect(rendered(expression)).toBe(expected);
  });

  test('put without a value puts null', () => {
    expect(rendered("$!map.put('get', $none)|$!map.get|$map")).toBe('g||{get=null, size=s, keySet=k}');
  });
});

describe('methods of lists', () => {
  test.each([
    ["$list.size() $list.isEmpty() $list.get(1) $list.contains('x') $list.contains($none) $list.contains(1)", '2 false x true false true'],
    ['$list.add("y") $list $list.set(0, "z") $list', 'true [1, x, y] 1 [z, x, y]'],
    ['$!list.add($none) $list $!list.get(2) $!list.set(2, $none)', 'true [1, x, null]  '],
  ])('%s', (expression, expected) => {
    expect(rendered(expression)).toBe(expected);
  });
});

describe('values print', () => {
  test.each<[JavaValue, string]>([
    [1.5, '1.5'], [100, '100.0'], [1e7, '1.0E7'], [123456789.5, '1.234567895E8'], [0.001, '0.001'], [0.0001, '1.0E-4'], [0, '0.0'], [-0, '-0.0'], [NaN, 'NaN'], [-Infinity, '-Infinity'],
    [10n ** 20n, '100000000000000000000'], [true, 'true'], [[null, 'a', 1.5], '[null, a, 1.5]'],
    [new Map<string, JavaValue>([['a', null], ['b', new Map([['c', 'd']])]]), '{a=null, b={c=d}}'],
    [JsonList.from<JavaValue>(['a/b\u007f', 1.5, null, new Map([['k', JsonList.of<JavaValue>(true)]])]), '["a\\/b\\u007F",1.5,null,{"k":[true]}]'],
  ])('%p as %s', (value, expected) => {
    expect(rendered('$v', { v: value })).toBe(expected);
  });
});

describe('what fails in Java fails here', () => {
  test.each([
    ['$abc.substring(4)', 'a part from 4 to 3 of a string of length 3 does not exist'],
    ['$abc.substring(-1)', 'a part from -1 to 3'],
    ['$abc.charAt(3)', 'a part from 3 to 4'],
    ["$abc.substring('x')", 'parameter 1 is no whole number'],
    ['$abc.contains(1)', 'parameter 1 is no string'],
    ['$list.get(2)', 'there is no item 2 in a list of 2'],
    ["$list['x']", 'parameter 1 is no whole number'],
    ['$list[-1]', 'there is no item -1 in a list of 2'],
    ['$map.put(1, 2)', 'parameter 1 is no string'],
  ])('%s', (expression, message) => {
    expect(() => rendered(expression)).toThrow(EvaluationError);
    expect(() => rendered(expression)).toThrow(message);
  });
});

describe('what is not emulated says so', () => {
  test.each([
    ['$abc.hashCode()', 'String.hashCode() is not emulated'],
    ['$map.remove("a")', 'Map.remove() is not emulated'],
    ['$list.subList(0, 1)', 'List.subList() is not emulated'],
    ['$n.intValue()', 'Number.intValue() is not emulated'],
    ['$yes.booleanValue()', 'Boolean.booleanValue() is not emulated'],
    ["$abc.matches('\\\\s')", 'the regular expression "\\\\s" uses what only Java has; it is not emulated'],
    ["$abc.matches('a++')", 'the regular expression "a++" uses what only Java has'],
    ["$abc.matches('[')", 'the regular expression "[" is not emulated: '],
  ])('%s', (expression, message) => {
    expect(() => rendered(expression)).toThrow(message);
  });

  test('a method of an entry', () => {
    expect(() => rendered('#foreach($e in $map.entrySet())$e.setValue("x")#end')).toThrow('there is no method setValue() on this object');
  });
});
