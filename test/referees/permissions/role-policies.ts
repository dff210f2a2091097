import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { AwsCall } from './recorded-calls';
import { loadAssembly } from '../../../cli/local/assembly/load-assembly';
import { LOCAL_ACCOUNT } from '../../../cli/local/assembly/local-account';
import { AppScope } from '../../../cli/local/assembly/stack-scope';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** One action that a role is granted on one resource. */
export interface Grant extends AwsCall {}

/** A role of a synthesized app, with the policies that the app gives it. */
export class SynthesizedRole {
  /** @param logicalIdPrefix what the logical id of the role starts with */
  static of(assembly: string, logicalIdPrefix: string): SynthesizedRole {
    const [stack] = loadAssembly(assembly);
    const scope = new AppScope([stack], name => name).of(stack);
    const policies = Object.entries(stack.template.Resources ?? {})
      .filter(([, { Type, Properties = {} }]) => Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles).includes(`"${logicalIdPrefix}`))
      .map(([logicalId]) => scope.resource(logicalId).properties.PolicyDocument as { readonly Statement: readonly Statement[] });
    if (policies.length === 0) throw new Error(`no policy of a role ${logicalIdPrefix}`);
    return new SynthesizedRole(logicalIdPrefix, policies);
  }

  private constructor(private readonly name: string, private readonly policies: ReadonlyArray<{ readonly Statement: readonly Statement[] }>) {}

  get grants(): Grant[] {
    return this.policies.flatMap(({ Statement }) => Statement).flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap(action => [Resource].flat().map(resource => ({ action, resource }))));
  }

  /** Whether IAM would allow a call, where nothing but the role's own policies has a say. */
  async allows({ action, resource }: AwsCall): Promise<boolean> {
    const result = await runSimulation({
      request: {
        principal: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${this.name}`,
        action,
        resource: { resource, accountId: LOCAL_ACCOUNT },
        contextVariables: {},
      },
      identityPolicies: this.policies.map((policy, index) => ({ name: `Policy${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    }, {});
    if (result.resultType === 'error') throw new Error(`${action} ${resource}: ${JSON.stringify(result.errors)}`);
    return result.overallResult === 'Allowed';
  }
}
