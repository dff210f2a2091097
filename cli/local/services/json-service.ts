import { isObject, type JsonObject } from '../assembly/template';
import type { LoopbackAnswer, LoopbackRequest } from '../loopback-server';
import type { ServiceError } from './service-call';

/** The input of a call in AWS's JSON protocol, if it is the one that is named. */
export function jsonInput({ headers, body }: LoopbackRequest, target: string): JsonObject | undefined {
  return headers['x-amz-target'] === target ? parseObject(body.toString()) : undefined;
}

export function jsonAnswer(output: object, version: '1.0' | '1.1'): LoopbackAnswer {
  return { status: 200, headers: { 'content-type': `application/x-amz-json-${version}` }, body: JSON.stringify(output) };
}

export function jsonRefusal({ code, status, message = code }: ServiceError, version: '1.0' | '1.1'): LoopbackAnswer {
  return { ...jsonAnswer({ __type: code, message }, version), status };
}

export function parseObject(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
