import { isObject } from './assembly/template';
import {
  FORWARDER_ENVIRONMENT, type ForwarderConfiguration, type HttpTargetConfiguration, type TargetConfiguration,
} from '../../src/contract/forwarder-configuration';

export type Variables = { readonly [name: string]: string };

/** What the construct wrote into a forwarder's variables. */
export function readConfiguration(variables: Variables): ForwarderConfiguration {
  const configuration = parse(variables[FORWARDER_ENVIRONMENT.CONFIGURATION]);
  if (!isObject(configuration) || !isObject(configuration.target) || !isTarget(configuration.target as unknown as TargetConfiguration)) {
    throw new Error(`The forwarder's variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} has no target with an absolute URL.`);
  }
  return configuration as unknown as ForwarderConfiguration;
}

export function isHttp(target: TargetConfiguration): target is HttpTargetConfiguration {
  return target.kind === 'http';
}

function isTarget(target: TargetConfiguration): boolean {
  return isHttp(target) ? URL.canParse(target.url) : target.kind !== undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`The forwarder's variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} is not valid JSON.`, { cause: error });
  }
}

/**
 * The variables of a forwarder whose HTTP target is on this machine: at its own address, or at another one, below which the target's path is
 * kept. AWS's forwarder makes no connection to a loopback address.
 */
export function redirectTarget(variables: Variables, address?: string): Variables {
  const configuration = readConfiguration(variables);
  const { target } = configuration;
  if (!isHttp(target)) throw new Error(`A target of kind ${target.kind} has no address to replace.`);
  const here = { ...target, publicAddressesOnly: false, ...address !== undefined && { url: below(address, target.url), allowHttp: true } };
  return withTarget(configuration, variables, here);
}

/** The variables of a forwarder with another target. */
export function withTarget(configuration: ForwarderConfiguration, variables: Variables, target: TargetConfiguration): Variables {
  return { ...variables, [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify({ ...configuration, target }) };
}

function below(address: string, url: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/+$/, '') + new URL(url).pathname;
}
