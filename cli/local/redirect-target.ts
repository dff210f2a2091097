import { isObject } from './assembly/template';
import { isLoopback } from './loopback';
import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration, type HttpTargetConfiguration } from '../../src/contract/forwarder-configuration';

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

/** Where on this machine what a forwarder calls is stood in for. */
export interface StandIns {
  /** For the target, whose path is kept below it; absent where the target is on this machine itself. */
  readonly target?: string;
  /** For an endpoint that issues tokens. */
  readonly tokenUrl?: string;
}

/** The variables of a forwarder that calls nothing outside of this machine. AWS's forwarder makes no connection to a loopback address. */
export function redirectTarget(variables: Variables, standIns: StandIns): Variables {
  const { target, ...configuration } = readConfiguration(variables);
  const here = withTokensFrom(standIns.tokenUrl, standIns.target === undefined ? target : at(standIns.target, target));
  const redirected = { ...configuration, target: { ...here, publicAddressesOnly: false } };
  return { ...variables, [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify(redirected) };
}

function at(address: string, target: HttpTargetConfiguration): HttpTargetConfiguration {
  const { origin, pathname } = new URL(address);
  const url = origin + pathname.replace(/\/+$/, '') + new URL(target.url).pathname;
  // Certificates belong to the connection that is replaced.
  return { ...target, url, allowHttp: true, tls: undefined };
}

function withTokensFrom(tokenUrl: string | undefined, target: HttpTargetConfiguration): HttpTargetConfiguration {
  const { authentication } = target;
  if (tokenUrl === undefined || authentication?.kind !== 'oauth2' || isLoopback(authentication.tokenUrl)) return target;
  return { ...target, allowHttp: true, authentication: { ...authentication, tokenUrl } };
}
