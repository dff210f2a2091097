import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  AssetManifestArtifact, CloudAssembly, CloudFormationStackArtifact, NestedCloudAssemblyArtifact,
} from '@aws-cdk/cloud-assembly-api';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './local-account';
import { isObject, type JsonObject, type Template, type TemplateResource } from './template';

/** A file or folder that deploying would upload. */
export interface FileAsset {
  /** Absolute. */
  readonly path: string;
  readonly packaging: string;
}

/** A stack as it was synthesized. */
export interface AssemblyStack {
  /** The stack's construct path, such as `Orders` or `Production/Orders`. */
  readonly id: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  /** Values that the app itself gave to parameters. */
  readonly parameters: { readonly [logicalId: string]: unknown };
  /** Construct paths by logical id. */
  readonly paths?: ReadonlyMap<string, string>;
  /** Keyed by the object key in the bootstrap bucket. */
  readonly assets: ReadonlyMap<string, FileAsset>;
  /** Set for a nested stack, whose parameters and outputs are resolved in its parent. */
  readonly nestedIn?: { readonly parent: AssemblyStack; readonly logicalId: string };
}

export interface LoadOptions {
  /** Reads an assembly that a newer CDK wrote than this program knows. */
  readonly skipVersionCheck?: boolean;
}

/** Reads all stacks of an app, those in stages and nested stacks included. */
export function loadAssembly(directory: string, options: LoadOptions = {}): AssemblyStack[] {
  checkManifest(directory);
  try {
    return readStacks(resolve(directory), options);
  } catch (error) {
    throw new Error(explain(directory, error as Error), { cause: error });
  }
}

function checkManifest(directory: string): void {
  if (!existsSync(directory)) throw new Error(`There is no directory ${directory}. Synthesize the app first, or give its command with --app.`);
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) throw new Error(`${directory} is no cloud assembly: it has no manifest.json. Give the directory that cdk synth writes, often cdk.out.`);
  if (typeof readJsonObject(manifest).version !== 'string') throw new Error(`${manifest} has no version. Synthesize the app again.`);
}

function readJsonObject(file: string): JsonObject {
  if (!existsSync(file)) throw new Error(`${file} is missing. Synthesize the app again.`);
  const value = parseJson(file);
  if (!isObject(value)) throw new Error(`${file} is no JSON object. Synthesize the app again.`);
  return value;
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is not valid JSON (${(error as Error).message}). Synthesize the app again.`, { cause: error });
  }
}

function explain(directory: string, error: Error): string {
  const hint = error.message.includes('schema version mismatch') ? '. Update cdk-webhook-buffer, or try --skip-version-check.' : '';
  return `Cannot read the cloud assembly in ${directory}: ${error.message}${hint}`;
}

function readStacks(directory: string, options: LoadOptions): AssemblyStack[] {
  const assembly = new CloudAssembly(directory, options);
  const assets = new Map(assembly.artifacts
    .filter(artifact => AssetManifestArtifact.isAssetManifestArtifact(artifact))
    .flatMap(manifest => readAssets(directory, manifest.file)));
  const stacks = assembly.artifacts
    .filter(artifact => CloudFormationStackArtifact.isCloudFormationStackArtifact(artifact))
    .map(artifact => readStack(artifact, assets));
  const stages = assembly.artifacts.filter(artifact => NestedCloudAssemblyArtifact.isNestedCloudAssemblyArtifact(artifact));
  return [
    ...stacks.flatMap(stack => [stack, ...nestedStacks(stack)]),
    ...stages.flatMap(stage => readStacks(stage.fullPath, options)),
  ];
}

function readStack(artifact: CloudFormationStackArtifact, assets: ReadonlyMap<string, FileAsset>): AssemblyStack {
  const { account, region } = artifact.environment;
  return {
    id: artifact.hierarchicalId,
    stackName: artifact.stackName,
    account: account === 'unknown-account' ? LOCAL_ACCOUNT : account,
    region: region === 'unknown-region' ? LOCAL_REGION : region,
    template: readJsonObject(artifact.templateFullPath),
    parameters: artifact.parameters,
    paths: new Map(artifact.findMetadataByType('aws:cdk:logicalId').map(({ path, data }) => [String(data), path.slice(1)])),
    assets,
  };
}

function nestedStacks(parent: AssemblyStack): AssemblyStack[] {
  return Object.entries(parent.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const template = nestedTemplate(resource, parent.assets);
    if (template === undefined) return [];
    const parameters = resource.Properties?.Parameters;
    const stack: AssemblyStack = {
      ...parent,
      id: `${parent.id}/${logicalId}`,
      stackName: `${parent.stackName}-${logicalId}`,
      template: readJsonObject(template.path),
      parameters: isObject(parameters) ? parameters : {},
      nestedIn: { parent, logicalId },
    };
    return [stack, ...nestedStacks(stack)];
  });
}

/** The template is an asset: its URL ends with the asset's object key. */
function nestedTemplate(resource: TemplateResource, assets: ReadonlyMap<string, FileAsset>): FileAsset | undefined {
  if (resource.Type !== 'AWS::CloudFormation::Stack') return undefined;
  const url = JSON.stringify(resource.Properties?.TemplateURL) ?? '';
  const objectKey = /([^/"]+\.json)/.exec(url)?.[1];
  return objectKey === undefined ? undefined : assets.get(objectKey);
}

interface AssetManifest {
  readonly files?: {
    readonly [id: string]: {
      readonly source: { readonly path?: string; readonly packaging?: string };
      readonly destinations: { readonly [id: string]: { readonly objectKey: string } };
    };
  };
}

function readAssets(directory: string, file: string): Array<[string, FileAsset]> {
  const manifest = readJsonObject(file) as AssetManifest;
  return Object.values(manifest.files ?? {}).flatMap(({ source, destinations }) => {
    if (source.path === undefined) return []; // made by a command while deploying
    const asset: FileAsset = { path: resolve(directory, source.path), packaging: source.packaging ?? 'file' };
    return Object.values(destinations).map(({ objectKey }): [string, FileAsset] => [objectKey, asset]);
  });
}
