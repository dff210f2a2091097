import fc from 'fast-check';
import { hostileText } from '../../cli/gateway/support/hostile-requests';

/** What SQS, or what stands in for it, may say. */
export const sqsAnswer = fc.oneof(
  fc.uuid().map(id => JSON.stringify({ MD5OfMessageBody: 'd41d8cd98f00b204e9800998ecf8427e', MessageId: id, SequenceNumber: '18849496460467696128' })),
  fc.tuple(
    fc.constantFrom('ThrottlingException', 'OverLimit', 'InvalidParameterValueException', 'InvalidMessageContents', 'MissingParameter', 'AccessDenied', 'QueueDoesNotExist'),
    fc.oneof(fc.constantFrom('One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.', 'The request must contain the parameter MessageGroupId.'), hostileText),
  ).map(([type, message]) => JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message })),
  hostileText.map(text => `<ErrorResponse><Error><Code>${text}</Code></Error></ErrorResponse>`),
  fc.constantFrom('HTTP content length exceeded 1662976 bytes.', '', '{"MessageId":', '<html></html>'),
);

export const JSON_PATH_TEMPLATES = ["$!input.path('$')", "$!input.path('$.a')", "$!input.path('$.a[0].b')", '$!input.path("$[\'a\'][1]")'];

const JSON_PIECES = [
  '{', '}', '[', ']', ',', ':', '"', "'", '\\', '"a"', '"b"', 'a', ' ', '\t', '\n', '\f', '\u00a0', '\u2003', '\x01', '\x1a', '\x7f', 'é', '~', '0', '1', '7', '-', '+', '.', 'e', 'E',
  '12345678901234567890', '0.12345678901234567890', '-0.000000000012345678901234567890', '123456789012345678901e-5', 'null', 'true', 'false', 'NaN', 'n', 't', '\\u00e9', '\\x41',
  '\\q', '\\n', '/', '🎉', '{"a":', '"a":1,', '{"a":[{"b":', '[1,2]', '1.5', '1e3', '-0', '007',
];

const value = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 1, -5, 1.5, 1e21, 'x', 'a/b', 'é\u2028', '"'),
    fc.record({ a: tie('value'), b: tie('value') }, { requiredKeys: [] }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value.map(json => JSON.stringify({ a: json }));

/** JSON with something put in or cut out, and arbitrary sequences of its parts. */
export const almostJson = fc.oneof(
  fc.array(fc.constantFrom(...JSON_PIECES), { maxLength: 12 }).map(pieces => pieces.join('')),
  fc.array(fc.constantFrom(...JSON_PIECES), { maxLength: 8 }).map(pieces => `{"a":${pieces.join('')}}`),
  fc.tuple(value, fc.nat(), fc.nat({ max: 3 }), fc.constantFrom('', ...JSON_PIECES))
    .map(([json, at, cut, inserted]) => json.slice(0, at % (json.length + 1)) + inserted + json.slice(at % (json.length + 1) + cut)),
);

/** One feature each, over a body that holds anything. */
export const LANGUAGE_TEMPLATES = [
  // White space around directives.
  'a\n  #if(true)  \n x\n  #else  \n y\n  #end  \nz', '#set($a=1) #set($b=2)\n.', '\n  #set($x=1)y', '#set($a=1)\r\n\r\n  #set($b=1)y', '#if(true)\n  #set($b=1)\n  y#end', '{  #set($b=1)y',
  '#foreach($i in [1,2])\n  #if($i == 1)\n    a\n  #else\n    b\n  #end\n#end\n.', 'a ## c\n b#* d *#  \ne', '#[[ $raw #if ]]#  \nx', "#set($a='z')  $a  #set($a='y')  $a", '## only a comment',
  // Conditions and operators.
  '#if("")y#{else}n#end#if(0)y#{else}n#end#if($input)y#end#if($nothing)y#{else}n#end#set($e = "")#if($e)y#end',
  "#if(1 == '1')y#end#if(1 == 1.0)y#end#if('a' < 'b')y#{else}n#end#if(!(2 >= 3) && (1 != 2 || false))y#end#if(not $x and 1 lt 2)y#end",
  '#set($a = 7 / 2)$a #set($a = -7 % 3)$a #set($a = 7.0 / 2)$a #set($a = 2147483647 + 1)$a #set($a = 9223372036854775807 * 2)$a #set($a = 5 - 3)$a #set($a = 1.5 * 4)$a',
  "#set($a = 'x')#set($a = 1 / 0)$a #set($a = $nothing)$a #set($a = 'x' + 1)$a #set($a = 1 + 'x')$a #set($a = 1.5 % 1)$a #set($a = 2 - 0.5)$a #set($a = 1 + 0.25)$a",
  // Loops, lists and maps.
  '#foreach($i in [3..1])$i$foreach.index$foreach.count$foreach.hasNext$velocityCount;#end$!i$!foreach.index',
  "#set($l = ['a', 1, 2.5, true, [1], {'k': 'v'}])$l $l.size() $l[1] $l.get(0) $l.contains('a') $l.isEmpty() $l.empty #set($done = $l.add('z'))$done$l #set($l[0] = 'q')$l",
  "#set($m = {'get': 'a', 'size': {'x': 1}, 'keySet': []})$m $m.get $m.size() $m.size.x $m.get('get') $m['size'] $m.keySet() $m.values() $m.containsKey('get') $m.isEmpty()",
  "#set($m = {})#set($m.a = 'b')#set($m['c'] = 'd')$!m.put('e', 'f')$!m.put('a', 'g')$m#foreach($e in $m.entrySet())$e.key=$e.value,$e.getKey()$e.getValue();$e#end#foreach($v in $m)$v#end",
  "#foreach($name in $input.params().header.keySet())$name: $input.params().header.get($name)|#end$input.params('Host')$!input.params('none')",
  // Strings.
  '$input.body.length() $input.body.isEmpty() $input.body.trim()|',
  // Letters that every version of Unicode knows alike.
  "#set($s = 'aZ \u00c4\u00e9\u00df \u0130\u0131 \u03a3\u03b1\u03a3 \u01c5')$s.toLowerCase() $s.toUpperCase()",
  "$input.body.contains('$') $input.body.startsWith('{') $input.body.endsWith('}') $input.body.indexOf('a') $input.body.indexOf('a', 2) $input.body.lastIndexOf('A') $input.body.equals('{}')",
  "$input.body.replace('\"', '$0') $input.body.replaceAll('[A-Z]+', '<$0>') $input.body.replaceAll('(\\w)(\\w)', '$2$1') $input.body.replaceFirst('\\d', '\\\\y')|$input.body.concat('x')",
  "#foreach($p in $input.body.split('a'))[$p]#end #foreach($p in $input.body.split('[\"=]', 2))[$p]#end#foreach($p in $input.body.split('(A)', 3))[$p]#end",
  "#foreach($p in $input.body.split('\"'))[$p]#end#set($s = ',a,,b,,')#foreach($p in $s.split(','))[$p]#end#foreach($p in $s.split(',', 3))[$p]#end$s.split(',', -1).size() $s.split('').size()",
  "#set($s = 'abc')$s.substring(1) $s.substring(0, 2) $s.charAt(1) $s.matches('[a-c]+') $s.matches('b') $s.equalsIgnoreCase('ABC') $s.toString() $s.equals(1)",
  "#set($s = \"$input.body\")$s #set($s = \"${s}x$!{nothing}y\")$s #set($s = 'a\"b\\c')$s",
  // Failures.
  "#set($s = 'abc')$s.substring(9)", '#set($l = [])$l[0]', "$util.urlDecode('%zz')", "$util.base64Decode('%%%')", '#if(true)', 'x#end', '#set($a = )',
  // Encoders.
  '$util.urlEncode($input.body) $util.base64Encode($input.body) $util.escapeJavaScript($input.body)',
  "#set($e = $util.urlEncode($input.body))$util.urlDecode($e) $util.urlDecode('a+%C3%A9%ff%20%2B') #set($e = $util.base64Encode($input.body))$util.base64Decode($e) $util.base64Decode('YQ')",
  "$util.parseJson('{\"a\":[1,2,{\"b\":null}]}') $util.parseJson('{\"a\":[1]}').a[0]",
  '#set($context.responseOverride.status = 503)#set($context.responseOverride.header["Retry-After"] = "5")#set($context.responseOverride.header.X-Own = $input.body)',
];
