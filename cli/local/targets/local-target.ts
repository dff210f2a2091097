import { lastPart } from './neighbours';
import { TokenEndpoint } from './token-endpoint';
import type { HttpTargetConfiguration, TargetConfiguration } from '../../../src/contract/forwarder-configuration';
import { Backend, type BackendOptions } from '../backend/backend';
import type { BackendGauge } from '../console';
import type { LocalEnvironment } from '../local-environment';
import { isLoopback } from '../loopback';
import { isHttp, readConfiguration, redirectTarget, withTarget, type Variables } from '../redirect-target';

export interface LocalTargetOptions {
  readonly environment: LocalEnvironment;
  /** Where webhooks go whose target is not on this machine; by default a {@link Backend} that is started for them. */
  readonly backendUrl?: string;
  readonly backend?: BackendOptions;
}

/** Where a buffer's webhooks go on this machine. */
export interface LocalTarget {
  /** URL or ARN, as the template states it. */
  readonly declared: string;
  /** Where webhooks really go. */
  readonly address: string;
  /** What of the forwarder's variables says so. */
  readonly variables: Variables;
  /** Stands in for an HTTP target that is not on this machine. */
  readonly backend?: Backend;
  /** Stands in for an endpoint that issues tokens and is not on this machine. */
  readonly tokens?: TokenEndpoint;
  /** How busy a service of AWS is that is stood in for. */
  readonly gauge?: BackendGauge;
}

/** @param variables of the forwarder, as the template states them */
export async function startTarget(variables: Variables, options: LocalTargetOptions): Promise<LocalTarget> {
  const configuration = readConfiguration(variables);
  const { target } = configuration;
  if (isHttp(target)) return startHttpTarget(target, variables, options);
  const { queues, services } = options.environment;
  const declared = nameOf(target);
  if (target.kind !== 'sqs') return { declared, address: services.endpoint, variables, gauge: services };
  const queueUrl = queues.url(lastPart(target.queueUrl, '/'));
  return { declared, address: queueUrl, variables: withTarget(configuration, variables, { ...target, queueUrl }) };
}

async function startHttpTarget(declared: HttpTargetConfiguration, variables: Variables, options: LocalTargetOptions): Promise<LocalTarget> {
  const { url, authentication } = declared;
  const asksElsewhere = authentication?.kind === 'oauth2' && !isLoopback(authentication.tokenUrl);
  const tokens = asksElsewhere ? await TokenEndpoint.start() : undefined;
  const tokenUrl = tokens?.url;
  if (isLoopback(url)) return { declared: url, address: url, variables: redirectTarget(variables, { tokenUrl }), tokens };
  const { backendUrl } = options;
  const backend = backendUrl === undefined ? await Backend.start(options.backend) : undefined;
  const redirected = redirectTarget(variables, { target: backendUrl ?? String(backend?.url), tokenUrl });
  const { target } = readConfiguration(redirected);
  return { declared: url, address: isHttp(target) ? target.url : url, variables: redirected, backend, tokens };
}

function nameOf(target: Exclude<TargetConfiguration, { readonly kind: 'http' }>): string {
  switch (target.kind) {
    case 'lambda': return target.functionArn;
    case 'eventBridge': return target.eventBusArn;
    case 'stepFunctions': return target.stateMachineArn;
    case 'sqs': return target.queueUrl;
    case 'sns': return target.topicArn;
  }
}
