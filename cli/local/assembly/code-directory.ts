import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AssemblyStack } from './load-assembly';
import type { ResolvedResource } from './resolved-stack';
import { isObject } from './template';

/** Finds the folder that deploying would zip and upload as the function's code. */
export function codeDirectory(forwarder: ResolvedResource, stack: AssemblyStack): string {
  const { Code: code, Handler: handler } = forwarder.properties;
  const objectKey = isObject(code) ? code.S3Key : undefined;
  const asset = typeof objectKey === 'string' ? stack.assets.get(objectKey) : undefined;
  if (!asset) throw new Error(`The code of ${forwarder.logicalId} in stack ${stack.id} is not an asset of the app.`);
  const file = join(asset.path, String(handler).split('.')[0] ?? '');
  if (!['.js', '.cjs', '.mjs'].some(extension => existsSync(file + extension))) {
    throw new Error(`The code of ${forwarder.logicalId} in stack ${stack.id} is missing: there is no ${file}.js. Synthesize the app again.`);
  }
  return asset.path;
}
