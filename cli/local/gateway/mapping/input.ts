import { EvaluationError, type JavaMap, JavaObject, type JavaValue, jsonText, textParameter } from '../velocity';
import { readJsonPath } from './json-path';
import { JsonError, parsePermissiveJson } from './permissive-json';

/** What a template knows of the request. */
export interface RequestParameters {
  readonly path: ReadonlyMap<string, string>;
  readonly querystring: ReadonlyMap<string, string>;
  readonly header: ReadonlyMap<string, string>;
}

/** The payload is not even permissive JSON, although a template reads a JSON path from it; API Gateway answers with 400. */
export class PayloadError extends Error {}

/** `$input` */
export class TemplateInput extends JavaObject {
  /** Templates never see an empty body. */
  private readonly body: string;
  private readonly parameters: JavaMap;
  private document?: NonNullable<JavaValue>;

  constructor(body: string, parameters: RequestParameters) {
    super();
    this.body = body === '' ? '{}' : body;
    this.parameters = new Map<string, JavaValue>([
      ['path', new Map(parameters.path)],
      ['querystring', new Map(parameters.querystring)],
      ['header', new Map(parameters.header)],
    ]);
  }

  override property(name: string): JavaValue {
    return name === 'body' ? this.body : super.property(name);
  }

  override call(method: string, parameters: readonly JavaValue[]): JavaValue {
    switch (method) {
      case 'params':
        return parameters.length === 0 ? this.parameters : this.parameter(textParameter(parameters, 0));
      case 'path':
        return this.read(textParameter(parameters, 0));
      case 'json':
        return jsonText(this.read(textParameter(parameters, 0)), 'plain slashes');
      default:
        throw new EvaluationError(`$input has no method ${method}()`);
    }
  }

  /** The path is searched first, then the query, then the headers. */
  private parameter(name: string): string {
    for (const values of this.parameters.values()) {
      const value = values instanceof Map ? values.get(name) : undefined;
      if (typeof value === 'string') return value;
    }
    return '';
  }

  private read(path: string): JavaValue {
    this.document ??= parsePayload(this.body);
    return readJsonPath(this.document, path);
  }

  override toString(): string {
    return '{}';
  }
}

function parsePayload(body: string): NonNullable<JavaValue> {
  try {
    const document = parsePermissiveJson(body);
    if (document === null) throw new EvaluationError('Jayway JsonPath reads nothing from a payload that is null');
    return document;
  } catch (error) {
    if (error instanceof JsonError) throw new PayloadError(`Could not process payload: ${error.message}`);
    throw error;
  }
}
