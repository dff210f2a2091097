import { join } from 'node:path';
import type { EnginesState } from './programs/engines';
import { findBuffers, resolveBuffer } from '../cli/local/assembly/buffers';
import { loadAssembly } from '../cli/local/assembly/load-assembly';
import { AppScope } from '../cli/local/assembly/stack-scope';
import { redirectTarget } from '../cli/local/redirect-target';
import { environmentVariables, readFunction } from '../cli/local/runtime/function-definition';
import { FORWARDER_ENVIRONMENT } from '../src/contract/forwarder-configuration';

/** The forwarder as its template describes it. */
export interface Forwarder {
  /** The bundle that the package ships. */
  readonly bundle: string;
  readonly tableName: string;
  /** What Lambda would set, but that backend and table are on this machine. */
  environment(engines: Pick<EnginesState, 'backendUrl' | 'tableUrl'>): NodeJS.ProcessEnv;
}

/** No engine stands behind it: a webhook that is delivered at once needs no call to SQS. */
const QUEUE_URL = 'http://127.0.0.1/queue';

/** The forwarder does not know by which means it is invoked. */
const RUNTIME_API = 'none';

export function readForwarder(assembly: string): Forwarder {
  const stacks = loadAssembly(assembly);
  const [declared] = findBuffers(stacks, []);
  const buffer = resolveBuffer(declared, new AppScope(stacks, () => QUEUE_URL).of(declared.stack));
  const definition = readFunction(buffer.part('forwarder'), buffer.stack, buffer.codeOf('forwarder'));
  return {
    bundle: join(definition.codeDirectory, 'index.js'),
    tableName: definition.variables[FORWARDER_ENVIRONMENT.ATTEMPT_TABLE],
    environment: ({ backendUrl, tableUrl }) => environmentVariables({
      ...definition,
      variables: {
        ...redirectTarget(definition.variables, { target: backendUrl }),
        AWS_ENDPOINT_URL_DYNAMODB: tableUrl,
        AWS_ENDPOINT_URL_SQS: QUEUE_URL,
        // Node releases that the SDK warns about are none that Lambda offers.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    }, RUNTIME_API),
  };
}
