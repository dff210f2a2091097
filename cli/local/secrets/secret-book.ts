import { randomBytes } from 'node:crypto';
import type { GivenValues } from './given-values';
import { nameOf } from './secret-server';
import type { SecretReference } from '../../../src/contract/source';
import type { DeclaredSecret } from '../assembly/declared-secrets';
import { isObject, type JsonObject } from '../assembly/template';

/** A secret as functions on this machine read it. */
export interface LocalSecret {
  /** ARN or name, exactly as functions ask for it. */
  readonly id: string;
  /** How a person calls it. */
  readonly name: string;
  readonly value: string;
  /** Nobody gave it: a sender on this machine has to be told. */
  readonly generated: boolean;
}

const RANDOM_BYTES = 24;

/** Where the values of secrets come from: the person who runs the stack, the template, or chance where AWS would leave it to chance too. */
export class SecretBook {
  private readonly settled = new Map<string, LocalSecret>();

  constructor(private readonly declared: readonly DeclaredSecret[], private readonly given: GivenValues) {}

  /** The same value each time. @throws where there is none, for all of them at once */
  settle(references: readonly SecretReference[], reader: string): LocalSecret[] {
    const settled = [...new Set(references.map(idOf))].map(id => this.one(id));
    const missing = settled.filter(secret => typeof secret === 'string');
    if (missing.length > 0) {
      const flags = missing.map(name => `--secret ${name}=<value>`).join(' ');
      throw new Error(`${reader} reads secrets that have no value on this machine: ${missing.join(', ')}. Give them with ${flags}, or in a file with --secrets.`);
    }
    return settled.filter(secret => typeof secret !== 'string');
  }

  /** @throws if something was given that no buffer reads, which then has another name */
  requireAllUsed(): void {
    const { unread } = this.given;
    if (unread.length === 0) return;
    const read = [...this.settled.values()].map(({ name }) => name).join(', ') || 'none';
    throw new Error(`No buffer reads the secret ${unread.join(', ')}; secrets that are read: ${read}.`);
  }

  /** A secret, or the name of one that has no value. */
  private one(id: string): LocalSecret | string {
    const before = this.settled.get(id);
    if (before) return before;
    const resource = this.declared.find(secret => secret.id === id);
    const names = namesOf(id, resource);
    const [name] = names;
    const given = names.map(candidate => this.given.get(candidate)).find(value => value !== undefined);
    const known = given ?? (resource && valueInTemplate(resource.properties));
    const value = known ?? (resource && generatedValue(resource.properties));
    if (value === undefined) return name;
    const secret = { id, name, value, generated: known === undefined };
    this.settled.set(id, secret);
    return secret;
  }
}

function idOf(reference: SecretReference): string {
  return reference.from === 'secretsManager' ? reference.id : reference.name;
}

/** The most telling one first. Secrets Manager adds six characters to a name to make an ARN. */
function namesOf(id: string, resource?: DeclaredSecret): string[] {
  const name = nameOf(id);
  return [...resource ? [resource.path, resource.logicalId] : [], name.replace(/-\w{6}$/, ''), name, id].filter(candidate => candidate !== undefined);
}

function valueInTemplate({ SecretString, Value }: JsonObject): string | undefined {
  return [SecretString, Value].find(value => typeof value === 'string');
}

/** As Secrets Manager does it: the text itself is random, or one field of a JSON object is. */
function generatedValue({ GenerateSecretString: generation }: JsonObject): string | undefined {
  if (!isObject(generation)) return undefined;
  const random = randomBytes(RANDOM_BYTES).toString('base64url');
  const { SecretStringTemplate: template, GenerateStringKey: key } = generation;
  if (typeof template !== 'string' || typeof key !== 'string') return random;
  return JSON.stringify({ ...JSON.parse(template) as JsonObject, [key]: random });
}
