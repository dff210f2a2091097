import type { SecretValue } from 'aws-cdk-lib';
import type { ValueLocation } from '../contract/signature-scheme';

type EchoLocation = Exclude<ValueLocation, { readonly from: 'json' }>;

/** A request without a webhook by which a provider makes sure of an address, and which a mapping template can answer. */
export interface Handshake {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS';
  /** The value that the answer repeats. */
  readonly echoes?: EchoLocation;
  /** A value that has to come along. */
  readonly token?: { readonly at: EchoLocation; readonly value: SecretValue };
  readonly answer: HandshakeAnswer;
}

export interface HandshakeAnswer {
  readonly status: 200 | 204;
  /** Absent: an empty body. */
  readonly contentType?: 'text/plain' | 'application/json';
  /** JSON field that holds the repeated value; without one the body is the value. */
  readonly field?: string;
  /** Header that holds the repeated value. */
  readonly header?: string;
}

/** What is echoed is nothing that a browser or a header could take for more than a word. */
const ECHOED = '[A-Za-z0-9._~-]{1,512}';

/** The request template of the mock: its status says whether the handshake is one, and a good one. */
export function handshakeRequestTemplate(handshake: Handshake): string {
  return [
    '#set($headers = $input.params().header)#set($query = $input.params().querystring)',
    valueStatement('$value', handshake.echoes),
    valueStatement('$token', handshake.token?.at),
    `#if($value == ""){"statusCode":405}#elseif(${condition(handshake)}){"statusCode":${handshake.answer.status}}#else{"statusCode":403}#end`,
  ].join('');
}

/** The response template of the mock where the handshake is good. */
export function handshakeResponseTemplate({ echoes, answer }: Handshake): string {
  if (answer.contentType === undefined) return '';
  const read = `#set($headers = $input.params().header)#set($query = $input.params().querystring)${valueStatement('$value', echoes)}`;
  return read + (answer.field === undefined ? '$value' : `{"${answer.field}":"$value"}`);
}

function condition({ token }: Handshake): string {
  const echoed = `$value.matches("${ECHOED}")`;
  return token === undefined ? echoed : `${echoed} && $token == '${token.value.unsafeUnwrap()}'`;
}

function valueStatement(variable: string, location?: EchoLocation): string {
  if (location === undefined) return `#set(${variable} = "")`;
  if (location.from === 'query') return `#set(${variable} = "$!query.get('${location.name}')")`;
  return `#set(${variable} = "")#foreach($name in $headers.keySet())#if($name.toLowerCase() == "${location.name}")#set(${variable} = "$!headers.get($name)")#end#end`;
}
