import { evaluate, type JavaValue, parseTemplate, TemplateError } from '../../../../cli/local/gateway/velocity';

function rendered(template: string, variables: { readonly [name: string]: JavaValue } = {}): string {
  return evaluate(parseTemplate(template), new Map(Object.entries(variables)));
}

describe('text', () => {
  test.each([
    ['plain text with # and $ and $1 and #123', 'plain text with # and $ and $1 and #123'],
    ['a ## comment\nb', 'a b'],
    ['a #* comment *# b', 'a  b'],
    ['#[[ $x #if ]]#', ' $x #if '],
    ['', ''],
    ['## nothing else', ''],
  ])('%j renders %j', (template, expected) => {
    expect(rendered(template)).toBe(expected);
  });
});

describe('a reference', () => {
  test.each([
    ['$a|${a}|$!a|$!{a}', 'x|x|x|x'],
    ['$none|${none}|$!none', '||'],
    ['$map.key|${map.key}|$map["key"]|$map.none', 'v|v|v|'],
    ['$map.none.deeper|$a.none|$list[0].none|$number.none|$map.none.size()', '||||'],
    ['$list|$list[1]|$list.get(0)', '[1, 2]|2|1'],
    ['$a[0]', ''],
    ['$a.', 'x.'],
    ['$map[1]', ''],
    ['$list.empty|$list.none', 'false|'],
  ])('%s renders %s', (template, expected) => {
    expect(rendered(template, { a: 'x', map: new Map([['key', 'v']]), list: [1n, 2n], number: 1n })).toBe(expected);
  });
});

describe('#set', () => {
  test.each([
    ["#set($a = 'x')$a", 'x'],
    ["#set($a = 'x')#set($a = $none)$a", 'x'],
    ['#set($b = "<$!none${a}>")$b', '<1>'],
    ["#set($b = '$a')$b", '$a'],
    ['#set($b = true)#set($c = false)$b$c', 'truefalse'],
    ["#set($m = {'k': [1, 'b', {}]})$m", '{k=[1, b, {}]}'],
    ["#set($m = {})#set($m.x = 1)#set($m['y z'] = 2)#set($m.x.y = 3)$m", '{x=1, y z=2}'],
    ["#set($l = [1, 2])#set($l[1] = 'x')$l", '[1, x]'],
    ['#set($r = [1..3])$r#set($r = [1..-1])$r#set($r = [$a..2])$r', '[1, 2, 3][1, 0, -1][1, 2]'],
    ['#set($r = [$text..2])[$!r]', '[]'],
    ["#set($none.x = 'y')$none", ''],
    ['#set($b = $a + 1)#set($c = $a - 1)#set($d = $b * 3)#set($e = 7 / 2)#set($f = -7 % 3)$b $c $d $e $f', '2 0 6 3 -1'],
    ['#set($b = 1.5 + 1)#set($c = 2 - 0.5)#set($d = 1.5 * 2)#set($e = 7 / 2.0)#set($f = 7.5 % 2)$b $c $d $e $f', '2.5 1.5 3.0 3.5 1.5'],
    ['#set($b = 9223372036854775807 + 1)$b', '9223372036854775808'],
    ["#set($b = 'a' + 1)#set($c = 1 + 'a')#set($d = (1 + 2) * 2)$b$c$d", 'a11a6'],
    ["#set($b = 1 / 0)#set($c = 'x' - 1)#set($d = $none + 1)[$!b$!c$!d]", '[]'],
    ['#set($a = null)$a', '1'],
    ['#set($b = 1 > 0)#set($c = !$b)$b$c', 'truefalse'],
  ])('%s renders %s', (template, expected) => {
    expect(rendered(template, { a: 1n, text: 'x' })).toBe(expected);
  });
});

describe('#if', () => {
  const truths = { text: 'x', empty: '', zero: 0n, yes: true, no: false, list: [] };

  test.each([
    ['$text', true], ['$empty', true], ['$zero', true], ['$yes', true], ['$no', false], ['$none', false], ['$list', true],
    ['true', true], ['false', false], ['"text"', false], ['1', false], ['!$none', true], ['not $yes', false],
    ['$yes && $no', false], ['$yes and $yes', true], ['$no || $yes', true], ['$no or $no', false], ['!($yes && $no)', true],
    ["$text == 'x'", true], ["$text != 'x'", false], ["$none == ''", true], ['$none == $nothing', true], ["'' == $none", true], ["$empty == ''", true],
    ["1 == '1'", true], ['1 == 1.0', true], ['1 != 2', true], ["true == 'true'", true], ["$text eq 'x'", true],
    ['1 < 2', true], ['2 <= 2', true], ['1 > 2', false], ['2 >= 3', false], ['1.5 > 1', true], ["'b' > 'a'", false], ['$none < 1', false],
  ])('(%s) is %s', (condition, expected) => {
    expect(rendered(`#if(${condition})yes#{else}no#end`, truths)).toBe(expected ? 'yes' : 'no');
  });

  test('takes the first branch that holds', () => {
    const template = '#if($a == 1)one#elseif($a == 2)two#elseif($a == 3)three#{else}more#end';
    expect([1n, 2n, 3n, 4n].map(a => rendered(template, { a }))).toEqual(['one', 'two', 'three', 'more']);
    expect(rendered('#if($none)x#end.')).toBe('.');
  });
});

describe('#foreach', () => {
  test.each([
    ["#foreach($i in ['a', 'b'])$foreach.index$foreach.count$velocityCount$i#if($foreach.hasNext),#end#end", '011a,122b'],
    ['#foreach($v in $map)$v#end', '12'],
    ['#foreach($e in $map.entrySet())$e.key=$e.value,$e.getKey()=$e.getValue();$e;$!e.none#end', '10=1,10=1;10=1;2=2,2=2;2=2;'],
    ['#foreach($i in $none)x#end#foreach($i in $text)x#end.', '.'],
    ["#set($i = 'before')#foreach($i in [1])$i#end$i", '1before'],
    ['#foreach($i in [1, 2])#foreach($j in [3, 4])$foreach.count#end$foreach.count#end', '121122'],
    ['#foreach($i in [1, 2])#set($last = $i)#end$last', '2'],
  ])('%s renders %s', (template, expected) => {
    expect(rendered(template, { map: new Map([['10', 1n], ['2', 2n]]), text: 'abc' })).toBe(expected);
  });
});

describe('white space', () => {
  test.each([
    ['a\n  #if(true)  \n b\n  #end\t\nc', 'a\n   b\n  c'],
    ['#set($a = 1)  \r\n#set($b = 2)\rx', 'x'],
    ['#if(true)\n  #set($a = 1)\n  x#end', '  x'],
    ['{  #set($a = 1)}', '{  }'],
    ['#set($a = 1)\n\nx', '\nx'],
    ['#if(false)\n x\n#elseif(true) \n y\n#else\n z\n#end', ' y\n'],
    ['#foreach($i in [1, 2])\n$i\n#end\n.', '1\n2\n.'],
    ['$none  #set($a = 1)x', 'x'],
  ])('of %j leaves %j', (template, expected) => {
    expect(rendered(template)).toBe(expected);
  });
});

describe('a template that is wrong', () => {
  test.each(['#if(true)', '#foreach($i in [1])x', 'x#end', '#if(true)x#end#end', '#set($a = )', '#set($a', '#if()x#end', "#set($a = 'x)"])('is refused: %s', template => {
    expect(() => parseTemplate(template)).toThrow(TemplateError);
  });

  test.each([
    ['#macro(m)x#end', '#macro is not emulated'],
    ['#m(1)', '#m is not emulated'],
    ['#define($a)x#end', '#define is not emulated'],
    ['#evaluate("x")', '#evaluate is not emulated'],
    ['#foreach($i in [1])#break#end', '#break is not emulated'],
    ['#stop', '#stop is not emulated'],
    ['#foreach($i in [1])x#{else}y#end', '#else is not emulated'],
    ['#{set}($a = 1)', '#{set is not emulated'],
    ['$call(1)', 'calling $call() is not emulated'],
    ['\\$a', '"\\$", escaping by a backslash, is not emulated'],
  ])('is refused for what is not emulated: %s', (template, message) => {
    expect(() => parseTemplate(template)).toThrow(new TemplateError(message));
  });
});
