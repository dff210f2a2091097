import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../assembly/template';
import { startLoopbackServer, type LoopbackAnswer, type LoopbackRequest, type LoopbackServer } from '../loopback-server';

const MAX_REQUEST_BYTES = 65_536;
const CURRENT = 'AWSCURRENT';

type Operation = (input: JsonObject, values: ReadonlyMap<string, string>) => JsonObject | undefined;

/** By the X-Amz-Target of the call; undefined stands for a secret that is not there. */
const OPERATIONS: { readonly [target: string]: { readonly run: Operation; readonly notFound: string } } = {
  'secretsmanager.GetSecretValue': {
    notFound: 'ResourceNotFoundException',
    run({ SecretId, VersionStage = CURRENT }, values) {
      const SecretString = values.get(String(SecretId));
      // No secret on this machine has been rotated.
      if (SecretString === undefined || VersionStage !== CURRENT) return undefined;
      return { ARN: SecretId, Name: nameOf(String(SecretId)), SecretString, VersionId: randomUUID(), VersionStages: [CURRENT] };
    },
  },
  'AmazonSSM.GetParameter': {
    notFound: 'ParameterNotFound',
    run({ Name }, values) {
      const Value = values.get(String(Name));
      return Value === undefined ? undefined : { Parameter: { Name, Value, Type: 'SecureString', Version: 1, DataType: 'text' } };
    },
  },
};

/** Secrets Manager and Parameter Store, as far as functions read single values from them. */
export class SecretServer {
  static async start(): Promise<SecretServer> {
    const values = new Map<string, string>();
    return new SecretServer(values, await startLoopbackServer(MAX_REQUEST_BYTES, request => answer(request, values)));
  }

  private constructor(private readonly values: Map<string, string>, private readonly server: LoopbackServer) {}

  get endpoint(): string {
    return this.server.endpoint;
  }

  /** @param id ARN or name, exactly as functions ask for it */
  set(id: string, value: string): void {
    this.values.set(id, value);
  }

  stop(): Promise<void> {
    return this.server.close();
  }
}

function answer({ headers, body }: LoopbackRequest, values: ReadonlyMap<string, string>): LoopbackAnswer {
  const target = String(headers['x-amz-target']);
  if (!Object.hasOwn(OPERATIONS, target)) return failure('UnknownOperationException', `${target} does not work on this machine`);
  const { run, notFound } = OPERATIONS[target];
  const input = parse(body);
  if (input === undefined) return failure('SerializationException', 'the request is no JSON object');
  const output = run(input, values);
  return output ? json(200, output) : failure(notFound, 'there is no such value on this machine');
}

function parse(body: Buffer): JsonObject | undefined {
  try {
    const input: unknown = JSON.parse(body.toString());
    return isObject(input) ? input : undefined;
  } catch {
    return undefined;
  }
}

function failure(type: string, message: string): LoopbackAnswer {
  return json(400, { __type: type, message });
}

function json(status: number, value: object): LoopbackAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) };
}

/** What an ARN ends in; a name is one already. */
export function nameOf(id: string): string {
  return /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(id)?.[1] ?? id;
}
