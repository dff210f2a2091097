import { isObject } from './assembly/template';
import {
  FORWARDER_ENVIRONMENT, type ForwarderConfiguration, type HttpTargetConfiguration, type TargetConfiguration,
} from '../../src/contract/forwarder-configuration';
import { unpack } from '../../src/contract/packed-configuration';

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

function parse(text: string): unknown {
  try {
    return unpack(text);
  } catch (error) {
    throw new Error(`The forwarder's variable ${FORWARDER_ENVIRONMENT.CONFIGURATION} is not valid JSON.`, { cause: error });
  }
}

/** The variables of a forwarder with another target. */
export function withTarget(configuration: ForwarderConfiguration, variables: Variables, target: TargetConfiguration): Variables {
  return { ...variables, [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify({ ...configuration, target }) };
}

/** Where on this machine what a forwarder calls is stood in for. */
export interface StandIns {
  /** For the target, whose path is kept below it; absent where the target is on this machine itself. */
  readonly target?: string;
  /** For an endpoint that issues tokens; absent where there is none, or it is on this machine itself. */
  readonly tokenUrl?: string;
}

/** The variables of a forwarder with an HTTP target that calls nothing outside of this machine. AWS's forwarder makes no connection to a loopback address. */
export function redirectTarget(variables: Variables, standIns: StandIns): Variables {
  const configuration = readConfiguration(variables);
  const { target } = configuration;
  if (!isHttp(target)) throw new Error(`A target of kind ${target.kind} has no address to replace.`);
  const here = withTokensFrom(standIns.tokenUrl, standIns.target === undefined ? target : at(standIns.target, target));
  return withTarget(configuration, variables, { ...here, publicAddressesOnly: false });
}

function at(address: string, target: HttpTargetConfiguration): HttpTargetConfiguration {
  const { origin, pathname } = new URL(address);
  const url = origin + pathname.replace(/\/+$/, '') + new URL(target.url).pathname;
  // Certificates belong to the connection that is replaced.
  return { ...target, url, allowHttp: true, tls: undefined };
}

function withTokensFrom(tokenUrl: string | undefined, target: HttpTargetConfiguration): HttpTargetConfiguration {
  const { authentication } = target;
  if (tokenUrl === undefined || authentication?.kind !== 'oauth2') return target;
  return { ...target, allowHttp: true, authentication: { ...authentication, tokenUrl } };
}
