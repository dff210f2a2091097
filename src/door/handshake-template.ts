import { Token } from 'aws-cdk-lib';
import type { Handshake, HandshakeAnswer, ParameterLocation, RequiredValue } from './handshake';
import { flagStatements } from './velocity';
import { ECHOED } from '../contract/challenge';
import { invalidArgument } from '../private/invalid-property';

/** A value that means nothing in VTL, in JSON or to CloudFormation, between single quotation marks. */
const HARMLESS = '[+A-Za-z0-9._~:/?@!*,;=&%-]{1,512}';
const HARMLESS_VALUE = new RegExp(`^${HARMLESS}$`);

const PARAMETERS = '#set($headers = $input.params().header)#set($query = $input.params().querystring)';

/** The request template of the mock: its status says whether the request is the handshake, and a good one. */
export function handshakeRequestTemplate(handshake: Handshake): string {
  const { echoes } = handshake;
  if (echoes === undefined) return `${PARAMETERS}${goodStatements(handshake)}#if($good == "yes"){"statusCode":200}#else{"statusCode":403}#end`;
  return [
    PARAMETERS,
    valueStatements('$asked', echoes),
    goodStatements(handshake),
    '#if($asked == ""){"statusCode":405}#elseif($good == "yes"){"statusCode":200}#else{"statusCode":403}#end',
  ].join('');
}

/** The response template of the mock where the handshake is good. */
export function handshakeResponseTemplate({ echoes, answer }: Handshake): string {
  return echoes === undefined ? '' : `${PARAMETERS}${echoStatements(echoes)}#if($echo != "")${answerTemplate(answer)}#end`;
}

/** Marks a message as a handshake. It has a group of its own: what webhooks are grouped by it lacks, and is not to be refused for that. */
export function handshakeFlagStatements(handshake: Handshake): string {
  const mark = `${flagStatements('handshake')}#set($group = "~handshake")`;
  return `${goodStatements(handshake)}#if($good == "yes" && $context.httpMethod == "POST")${mark}#end`;
}

/** The response template for what SQS holds where a handshake comes the way of webhooks. */
export function postedHandshakeResponseTemplate({ echoes, answer }: Handshake, acknowledgement: string): string {
  if (echoes === undefined) return acknowledgement;
  const none = '$echo == "" || $context.httpMethod != "POST"';
  const answered = answer.contentType === undefined ? `${answerTemplate(answer)}${acknowledgement}` : postedAnswerTemplate(answer);
  return `${PARAMETERS}${echoStatements(echoes)}#if(${none})${acknowledgement}#else${answered}#end`;
}

function postedAnswerTemplate(answer: HandshakeAnswer): string {
  return [
    '#set($context.responseOverride.status = 200)',
    overrideHeader('Content-Type', `"${answer.contentType}"`),
    // What is echoed is never to be taken for a page.
    overrideHeader('X-Content-Type-Options', '"nosniff"'),
    answerTemplate(answer),
  ].join('');
}

function answerTemplate({ contentType, field, header }: HandshakeAnswer): string {
  const headerStatement = header === undefined ? '' : overrideHeader(header, '$echo');
  if (contentType === undefined) return headerStatement;
  return headerStatement + (field === undefined ? '$echo' : `{"${field}":"$echo"}`);
}

function overrideHeader(name: string, value: string): string {
  return `#set($context.responseOverride.header["${name}"] = ${value})`;
}

/** Sets $good to "yes" if all is there and as it has to be. */
function goodStatements({ echoes, requires = [] }: Handshake): string {
  const echoed = echoes === undefined ? '#set($echo = "none")' : echoStatements(echoes);
  return `${echoed}#set($good = "no")#if($echo != "")#set($good = "yes")#end${requires.map(requiredStatements).join('')}`;
}

/** Sets $echo to what the answer repeats, or to "". */
function echoStatements(location: ParameterLocation): string {
  return `${valueStatements('$echo', location)}#if(!$echo.matches("${ECHOED}"))#set($echo = "")#end`;
}

function requiredStatements({ at, secret, oneOf = [] }: RequiredValue): string {
  const given = valueStatements('$given', at);
  if (secret === undefined) return `${given}#if(!(${oneOf.map(value => `$given == '${requireHarmless(value)}'`).join(' || ')}))#set($good = "no")#end`;
  // What a reference resolves to is not known before deployment. What is not of this kind, an empty text included, is equal to nothing.
  return `${given}#set($secret = '${requireHarmless(secret.unsafeUnwrap())}')#if($given != $secret || !$secret.matches("${HARMLESS}"))#set($good = "no")#end`;
}

function valueStatements(variable: string, location: ParameterLocation): string {
  if (location.from === 'query') return `#set(${variable} = "$!query.get('${location.name}')")`;
  return `#set(${variable} = "")#foreach($name in $headers.keySet())#if($name.toLowerCase() == "${location.name}")#set(${variable} = "$!headers.get($name)")#end#end`;
}

function requireHarmless(value: string): string {
  if (Token.isUnresolved(value) || HARMLESS_VALUE.test(value)) return value;
  throw invalidArgument('a value of a handshake', 'what was given', 'a reference to a secret, or 1 to 512 letters, digits and ._~:/?@!*,;=+&%-');
}
