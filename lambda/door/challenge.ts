import { createHmac } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { DoorRequest } from './door-request';
import { Refusal } from './refusal';
import { type AnswerValue, type Challenge, type ChallengeCondition, ECHOED, HASHED_WORD } from '../../src/contract/challenge';
import { DOOR_ERRORS } from '../../src/contract/door-errors';
import type { SourceConfiguration } from '../../src/contract/source';
import type { SecretStore } from '../secrets/secret-store';
import { valuesAt } from '../signatures/values';

/** What a value has to match to be answered with. */
const ALLOWED = { copy: /^[^]{1,2048}$/, echo: new RegExp(`^${ECHOED}$`), hmac: HASHED_WORD };

const isEmpty = (body: Buffer): boolean => body.length === 0 || body.equals(Buffer.from('{}'));

export function challengeIn(request: DoorRequest, { challenges }: SourceConfiguration): Challenge | undefined {
  return challenges.find(({ when }) => holds(when, request));
}

function holds({ method, has, equals, empty = false }: ChallengeCondition, request: DoorRequest): boolean {
  if (method !== request.method || (empty && !isEmpty(request.body))) return false;
  const [value] = valuesAt(has, request);
  return value !== undefined && (equals === undefined || value === String(equals));
}

/** @throws Refusal */
export async function challengeAnswer({ answer }: Challenge, request: DoorRequest, secret: ReadKey): Promise<APIGatewayProxyResult> {
  const { status, text, fields, headers = {}, contentType = text === undefined ? 'application/json' : 'text/plain' } = answer;
  const valueOf = (value: AnswerValue) => answerValue(value, request, secret);
  return {
    statusCode: status,
    // What is copied is never to be taken for a page.
    headers: { 'Content-Type': contentType, 'X-Content-Type-Options': 'nosniff', ...await valuesOf(headers, valueOf) },
    body: text === undefined ? await fieldsBody(fields, valueOf) : String(await valueOf(text)),
  };
}

/** Resolves to the secret that answers are signed with, and rejects where there is none. */
type ReadKey = () => Promise<string>;

export function keyOf({ secrets: [reference] }: SourceConfiguration, secrets: SecretStore): ReadKey {
  return async () => {
    const [secret] = await secrets.values(reference);
    if (!secret) throw new Error('the secret is empty');
    return secret;
  };
}

type ValueOf = (value: AnswerValue) => Promise<string | number>;

async function fieldsBody(fields: Challenge['answer']['fields'], valueOf: ValueOf): Promise<string> {
  if (fields === undefined) return '';
  return JSON.stringify(await valuesOf(fields, valueOf));
}

async function valuesOf(named: { readonly [name: string]: AnswerValue }, valueOf: ValueOf): Promise<{ [name: string]: string | number }> {
  return Object.fromEntries(await Promise.all(Object.entries(named).map(async ([name, value]) => [name, await valueOf(value)] as const)));
}

async function answerValue(value: AnswerValue, request: DoorRequest, secret: ReadKey): Promise<string | number> {
  if (value.kind === 'constant') return value.value;
  const [given = ''] = valuesAt(value.of, request);
  if (!ALLOWED[value.kind].test(given)) throw new Refusal(DOOR_ERRORS.FORBIDDEN, 'challenge_refused');
  if (value.kind !== 'hmac') return given;
  const key = await secret().catch(() => { throw new Refusal(DOOR_ERRORS.UNAVAILABLE, 'secret_unavailable'); });
  return (value.prefix ?? '') + createHmac('sha256', key).update(given).digest(value.encoding);
}
