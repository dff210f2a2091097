import type { AssemblyStack } from './load-assembly';
import type { AppScope } from './stack-scope';
import type { JsonObject } from './template';

/** A secret, or a parameter that may hold one, as a stack of the app declares it. */
export interface DeclaredSecret {
  /** What `Ref` gives: the ARN of a secret, the name of a parameter. */
  readonly id: string;
  readonly logicalId: string;
  readonly path: string;
  readonly properties: JsonObject;
}

const TYPES = ['AWS::SecretsManager::Secret', 'AWS::SSM::Parameter'];

export function declaredSecrets(stacks: readonly AssemblyStack[], app: AppScope): DeclaredSecret[] {
  return stacks.flatMap(stack => {
    const scope = app.of(stack);
    return Object.entries(stack.template.Resources ?? {})
      .filter(([, resource]) => TYPES.includes(resource.Type) && scope.creates(resource))
      .map(([logicalId, resource]) => ({
        id: String(scope.ref(logicalId, stack.id)),
        logicalId,
        // The last part only stands for the resource itself.
        path: (stack.paths?.get(logicalId) ?? `${stack.id}/${logicalId}`).replace(/\/Resource$/, ''),
        properties: resource.Properties ?? {},
      }));
  });
}
