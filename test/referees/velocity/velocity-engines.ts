import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RenderCase, Rendering } from '../../cli/gateway/support/render-case';

const JARS = join(__dirname, 'target', 'lib');

export function hasJava(): boolean {
  return ['java', 'mvn'].every(program => spawnSync(program, ['-version']).status === 0);
}

/** Gets Apache Velocity and Jayway JsonPath, unless they are there. */
export function fetchJars(): void {
  if (existsSync(JARS)) return;
  execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${JARS}`], { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Apache Velocity in one run of Java, to which cases are handed in batches: none of them waits for the other engine, and few are in memory. */
export class JavaEngine {
  private readonly java = spawn('java', ['-cp', join(JARS, '*'), join(__dirname, 'MappingTemplates.java')], { stdio: ['pipe', 'pipe', 'ignore'] });
  private readonly exited = once(this.java, 'exit');
  private readonly lines = createInterface({ input: this.java.stdout })[Symbol.asyncIterator]();

  async render(cases: readonly RenderCase[]): Promise<Rendering[]> {
    this.java.stdin.write(cases.map(given => `${asJson(given)}\n`).join(''));
    const renderings: Rendering[] = [];
    while (renderings.length < cases.length) {
      const { value, done } = await this.lines.next();
      if (done === true) throw new Error(`Java ended after ${renderings.length} of ${cases.length} cases`);
      renderings.push(JSON.parse(value) as Rendering);
    }
    return renderings;
  }

  async close(): Promise<void> {
    this.java.stdin.end();
    await this.exited;
  }
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
