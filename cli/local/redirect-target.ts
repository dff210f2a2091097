import { isObject } from './assembly/template';
import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration } from '../../src/contract/forwarder-configuration';
import { unpack } from '../../src/contract/packed-configuration';

type Variables = { readonly [name: string]: string };

/** What the construct wrote into a forwarder's variables. */
export function readConfiguration(variables: Variables): ForwarderConfiguration {
  const configuration = parse(variables[FORWARDER_ENVIRONMENT.CONFIGURATION]);
  if (!isObject(configuration) || !isObject(configuration.target) || typeof configuration.target.url !== 'string' || !URL.canParse(configuration.target.url)) {
    throw new Error(`The forwarder's variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} has no target with an absolute URL.`);
  }
  return configuration as unknown as ForwarderConfiguration;
}

function parse(text: string): unknown {
  try {
    return unpack(text);
  } catch (error) {
    throw new Error(`The forwarder's variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} is not valid JSON.`, { cause: error });
  }
}

/** The variables of a forwarder that sends to another address; the target's path is kept below it. */
export function redirectTarget(variables: Variables, address: string): Variables {
  const { target, ...configuration } = readConfiguration(variables);
  const { origin, pathname } = new URL(address);
  const url = origin + pathname.replace(/\/+$/, '') + new URL(target.url).pathname;
  return { ...variables, [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify({ ...configuration, target: { ...target, url, allowHttp: true } }) };
}
