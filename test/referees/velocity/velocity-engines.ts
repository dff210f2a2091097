import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GatewayError } from '../../../cli/local/gateway/gateway-error';
import type { RequestParameters } from '../../../cli/local/gateway/mapping/input';
import { render } from '../../../cli/local/gateway/mapping/render';
import { javaString, type JavaMap, type JavaValue, parseTemplate, TemplateError } from '../../../cli/local/gateway/velocity';

/** A template with everything that it is rendered over. */
export interface RenderCase {
  readonly template: string;
  readonly body: string;
  readonly parameters: RequestParameters;
  readonly context: JavaMap;
}

export type Rendering =
  | { readonly text: string; readonly responseOverride: string }
  /** `payload`: the body is no JSON although the template reads it; API Gateway answers 400. */
  | { readonly failure: 'payload' | 'evaluation' };

const JARS = join(__dirname, 'target', 'lib');

export function hasJava(): boolean {
  return ['java', 'mvn'].every(program => spawnSync(program, ['-version']).status === 0);
}

/** Gets Apache Velocity and Jayway JsonPath, unless they are there. */
export function fetchJars(): void {
  if (existsSync(JARS)) return;
  execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${JARS}`], { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Renders all cases in one run of Java. */
export async function renderInJava(cases: readonly RenderCase[]): Promise<Rendering[]> {
  const java = spawn('java', ['-cp', join(JARS, '*'), join(__dirname, 'MappingTemplates.java')], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(java, 'exit');
  java.stdin.end(cases.map(given => `${asJson(given)}\n`).join(''));
  const renderings: Rendering[] = [];
  for await (const line of createInterface({ input: java.stdout })) renderings.push(JSON.parse(line) as Rendering);
  await exited;
  return renderings;
}

/** Maps become JSON by hand, for objects of JavaScript would bring keys such as "10" and "2" into an order of their own. */
function asJson({ template, body, parameters, context }: RenderCase): string {
  const given: Array<[string, unknown]> = [['template', template], ['body', body], ['parameters', new Map(Object.entries(parameters))], ['context', context], ['stageVariables', new Map()]];
  return mapJson(new Map(given));
}

function mapJson(map: ReadonlyMap<string, unknown>): string {
  return `{${[...map].map(([key, value]) => `${JSON.stringify(key)}:${valueJson(value)}`).join(',')}}`;
}

function valueJson(value: unknown): string {
  if (value instanceof Map) return mapJson(value as ReadonlyMap<string, unknown>);
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

/** Renders a case in the local gateway; what a template overrides does not reach the case's own context. */
export function renderHere({ template, body, parameters, context }: RenderCase): Rendering {
  const ownContext = deepCopy(context) as JavaMap;
  try {
    const text = render(parseTemplate(template), body, { parameters, context: ownContext, stageVariables: new Map() });
    return { text, responseOverride: javaString(ownContext.get('responseOverride') ?? null) };
  } catch (error) {
    if (error instanceof GatewayError) return { failure: error.type === 'BAD_REQUEST_BODY' ? 'payload' : 'evaluation' };
    if (error instanceof TemplateError) return { failure: 'evaluation' };
    throw error;
  }
}

function deepCopy(value: JavaValue): JavaValue {
  return value instanceof Map ? new Map([...value].map(([key, item]) => [key, deepCopy(item)])) : value;
}
