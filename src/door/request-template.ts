import type { Handshake } from './handshake';
import { handshakeFlagStatements } from './handshake-template';
import { idStatements, type IdOptions } from './id-template';
import { flagStatements, isPresent, MAX_ROUNDS } from './velocity';
import { ENVELOPE_ATTRIBUTE, ENVELOPE_VERSION } from '../contract/envelope';

/** What the request template of one route and kind of content depends on. */
export interface RequestTemplateOptions extends IdOptions {
  readonly queueUrl: string;
  /** Whether API Gateway hands the body over as base64 already. */
  readonly binary: boolean;
  /** One that comes by POST. */
  readonly handshake?: Handshake;
}

/** A quotation mark inside of a JSON string: body and attribute of the message are JSON within JSON. */
const QUOTE = '\\"';

/**
 * The VTL that turns an HTTP request into a SendMessage call of the SQS JSON protocol.
 *
 * Whatever a sender controls leaves it as base64 or as $util.urlEncode output, so nothing can break out of its place. It keeps to
 * the part of VTL that Apache Velocity 1.7 and other engines render alike: comparison with "", no macros, no null.
 */
export function requestTemplate(options: RequestTemplateOptions): string {
  return [
    '#set($headers = $input.params().header)#set($query = $input.params().querystring)',
    // VTL has no portable way to write this character inside of one of its strings.
    '#set($quote = $util.urlDecode(\'%5C%22\'))#set($flags = "")#set($separator = "")',
    options.binary ? binaryBodyStatements() : textBodyStatements(),
    decodedFlagStatements(),
    idStatements(options),
    options.handshake === undefined ? '' : handshakeStatements(options.handshake, options.binary ? '$body' : '$input.body'),
    `{"QueueUrl":"${options.queueUrl}",`,
    `"MessageBody":"${messageBody(options.route)}",`,
    '#if($group != "")"MessageGroupId":"$group",#end',
    '#if($deduplication != "")"MessageDeduplicationId":"$deduplication",#end',
    `"MessageAttributes":{"${ENVELOPE_ATTRIBUTE}":{"DataType":"String","StringValue":"${messageAttribute()}"}}}`,
  ].join('');
}

/** API Gateway hands over `{}` for an empty body, and U+FFFD for bytes that are no UTF-8. */
function textBodyStatements(): string {
  return [
    '#set($body = $util.base64Encode($input.body))',
    `#if($input.body == "{}")${flagStatements('maybeEmpty')}#end`,
    `#set($replacement = $util.urlDecode('%EF%BF%BD'))#if($input.body.contains($replacement))${flagStatements('lossy')}#end`,
  ].join('');
}

/** What is no base64 after all (a quotation mark or a backslash gives it away) must not get out of the JSON string. */
function binaryBodyStatements(): string {
  return [
    '#set($body = "$!input.body")',
    `#if($body == "{}" || $body == "")#set($body = "")${flagStatements('maybeEmpty')}#end`,
    "#set($mark = $util.urlDecode('%22'))#set($backslash = $util.urlDecode('%5C'))",
    '#if($body.contains($mark) || $body.contains($backslash))#set($body = $util.base64Encode($body))#end',
  ].join('');
}

/** Only what has no body is marked, so that nothing with content can be taken for a handshake. */
function handshakeStatements(handshake: Handshake, body: string): string {
  return `#if(${body} == "{}" || ${body} == "")${handshakeFlagStatements(handshake)}#end`;
}

function decodedFlagStatements(): string {
  return [
    '#foreach($name in $headers.keySet())#if($name.toLowerCase() == "content-encoding")',
    '#set($coding = "$!headers.get($name)")#if($coding != "" && $coding.toLowerCase() != "identity")',
    flagStatements('decoded'),
    '#end#end#end',
  ].join('');
}

function messageBody(route: string): string {
  return `{${number('v', String(ENVELOPE_VERSION))},${text('route', route)},${text('body', '$body')}}`;
}

function messageAttribute(): string {
  const fields = [
    text('method', '$context.httpMethod'),
    text('path', base64('$context.path')),
    text('stage', '$context.stage'),
    text('host', base64('$context.domainName')),
    list('query', pairs('$query')),
    list('headers', pairs('$headers')),
    text('sourceAddress', base64('$context.identity.sourceIp')),
    text('requestId', '$context.extendedRequestId'),
    number('receivedAt', '$context.requestTimeEpoch'),
    list('flags', '$flags'),
  ];
  return `{${fields.join(',')}}`;
}

const text = (name: string, value: string): string => `${QUOTE}${name}${QUOTE}:${QUOTE}${value}${QUOTE}`;
const number = (name: string, value: string): string => `${QUOTE}${name}${QUOTE}:${value}`;
const list = (name: string, items: string): string => `${QUOTE}${name}${QUOTE}:[${items}]`;

/** What $util.base64Encode makes of an empty string is not documented, so it is not called for one. */
function base64(reference: string): string {
  return `#if(${isPresent(reference)})$util.base64Encode(${reference})#end`;
}

/** The comma comes first, so that a loop that API Gateway ends leaves JSON all the same. */
function pairs(map: string): string {
  return [
    // The blank keeps what comes before it and `[` apart, which together would be an index.
    `#set($comma = "")#foreach($name in ${map}.keySet())\${comma} [`,
    `${QUOTE}${base64('$name')}${QUOTE},#set($value = "$!${map.slice(1)}.get($name)")${QUOTE}${base64('$value')}${QUOTE}`,
    `]#set($comma = ",")#if($foreach.count == ${MAX_ROUNDS} && $foreach.hasNext)${flagStatements('truncated')}#end#end`,
  ].join('');
}
