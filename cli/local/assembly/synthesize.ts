import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './local-account';
import { isObject, type JsonObject } from './template';

const PROJECT_FILE = 'cdk.json';
const CONTEXT_FILE = 'cdk.context.json';

/** The command that the project in a folder names for its app, or undefined. */
export function appOfProject(project: string): string | undefined {
  const { app } = readSettings(join(project, PROJECT_FILE));
  return typeof app === 'string' ? app : undefined;
}

/** Runs an app, as the CDK CLI would in the project's folder, so that it writes its cloud assembly into a directory. */
export async function synthesize(command: string, directory: string, project = process.cwd()): Promise<void> {
  const child = spawn(executable(command, project), {
    cwd: project,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify(readContext(project)),
      CDK_DEFAULT_ACCOUNT: LOCAL_ACCOUNT,
      CDK_DEFAULT_REGION: LOCAL_REGION,
    },
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const [code, signal] = await once(child, 'close') as [number | null, string | null];
  const printed = Buffer.concat(output).toString().trimEnd();
  if (code !== 0) throw new Error(`The app ended with ${signal ?? `exit code ${code}`}: ${command}\n${printed}`);
  if (!existsSync(join(directory, 'manifest.json'))) throw new Error(`The app wrote no cloud assembly; is it a CDK app? ${command}\n${printed}`);
}

/** A plain JavaScript file is run by Node.js. */
function executable(command: string, project: string): string {
  return /\.[cm]?js$/.test(command) && existsSync(join(project, command)) ? `"${process.execPath}" "${command}"` : command;
}

function readContext(project: string): JsonObject {
  const { context } = readSettings(join(project, PROJECT_FILE));
  return { ...isObject(context) && context, ...readSettings(join(project, CONTEXT_FILE)) };
}

function readSettings(file: string): JsonObject {
  if (!existsSync(file)) return {};
  try {
    const settings: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(settings) ? settings : {};
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
}
