import { isObject } from './assembly/template';
import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration } from '../../src/contract/forwarder-configuration';

type Variables = { readonly [name: string]: string };

/** What the construct wrote into a forwarder's variables. */
export function readConfiguration(variables: Variables): ForwarderConfiguration {
  const configuration = parse(variables[FORWARDER_ENVIRONMENT.CONFIGURATION]);
  if (!isObject(configuration) || !isObject(configuration.target) || typeof configuration.target.url !== 'string' || !URL.canParse(configuration.target.url)) {
    throw new Error(`The forwarder's variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} has no target with an absolute URL.`);
  }
  return configuration as unknown as ForwarderConfiguration;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`The forwarder's variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} is not valid JSON.`, { cause: error });
  }
}

/**
 * The variables of a forwarder whose target is on this machine: at its own address, or at another one, below which the target's path is
 * kept. AWS's forwarder makes no connection to a loopback address.
 */
export function redirectTarget(variables: Variables, address?: string): Variables {
  const { target, ...configuration } = readConfiguration(variables);
  const here = { ...target, publicAddressesOnly: false, ...address !== undefined && { url: below(address, target.url), allowHttp: true } };
  return { ...variables, [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify({ ...configuration, target: here }) };
}

function below(address: string, url: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/+$/, '') + new URL(url).pathname;
}
