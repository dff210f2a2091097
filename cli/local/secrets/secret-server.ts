import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../assembly/template';
import { startLoopbackServer, type LoopbackAnswer, type LoopbackRequest, type LoopbackServer } from '../loopback-server';

const MAX_REQUEST_BYTES = 65_536;
const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** The newest one first. */
type Versions = readonly [current: string, previous?: string];
type Operation = (input: JsonObject, secrets: ReadonlyMap<string, Versions>) => JsonObject | undefined;

/** By the X-Amz-Target of the call; undefined stands for a secret that is not there. */
const OPERATIONS: { readonly [target: string]: { readonly run: Operation; readonly notFound: string } } = {
  'secretsmanager.GetSecretValue': {
    notFound: 'ResourceNotFoundException',
    run({ SecretId, VersionStage = CURRENT }, secrets) {
      const SecretString = secrets.get(String(SecretId))?.[[CURRENT, PREVIOUS].indexOf(String(VersionStage))];
      if (SecretString === undefined) return undefined;
      return { ARN: SecretId, Name: nameOf(String(SecretId)), SecretString, VersionId: randomUUID(), VersionStages: [VersionStage] };
    },
  },
  'AmazonSSM.GetParameter': {
    notFound: 'ParameterNotFound',
    run({ Name }, secrets) {
      const Value = secrets.get(String(Name))?.[0];
      return Value === undefined ? undefined : { Parameter: { Name, Value, Type: 'SecureString', Version: 1, DataType: 'text' } };
    },
  },
};

/** Secrets Manager and Parameter Store, as far as functions read single values from them. */
export class SecretServer {
  static async start(): Promise<SecretServer> {
    const secrets = new Map<string, Versions>();
    return new SecretServer(secrets, await startLoopbackServer(MAX_REQUEST_BYTES, request => answer(request, secrets)));
  }

  private constructor(private readonly secrets: Map<string, Versions>, private readonly server: LoopbackServer) {}

  get endpoint(): string {
    return this.server.endpoint;
  }

  /** @param id ARN or name, exactly as functions ask for it */
  set(id: string, value: string): void {
    this.secrets.set(id, [value]);
  }

  /** Gives a secret another value, as Secrets Manager does: the one before is still there as the previous version. */
  rotate(id: string, value: string): void {
    this.secrets.set(id, [value, this.secrets.get(id)?.[0]]);
  }

  stop(): Promise<void> {
    return this.server.close();
  }
}

function answer({ headers, body }: LoopbackRequest, secrets: ReadonlyMap<string, Versions>): LoopbackAnswer {
  const target = String(headers['x-amz-target']);
  if (!Object.hasOwn(OPERATIONS, target)) return failure('UnknownOperationException', `${target} does not work on this machine`);
  const { run, notFound } = OPERATIONS[target];
  const input = parse(body);
  if (input === undefined) return failure('SerializationException', 'the request is no JSON object');
  const output = run(input, secrets);
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
