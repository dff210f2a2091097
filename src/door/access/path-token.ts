import { Annotations, type SecretValue, Token } from 'aws-cdk-lib';
import { type CfnResource, Resource } from 'aws-cdk-lib/aws-apigateway';
import type { AccessRule } from './access-rule';
import { PATH_TOKEN_SEGMENT } from '../../contract/path-token';
import { invalidArgument } from '../../private/invalid-property';

const CALL = 'DoorAccess.pathToken';
const LOGS = 'The path token is the name of a resource: see to it that the access log of the given API has neither $context.resourcePath nor $context.path, and that its detailed metrics are off.';
const PATH_TOKEN = /^[A-Za-z0-9_-]{20,128}$/;

/**
 * The token is the name of a resource, so that API Gateway itself knows no other path: there is no template that could fail to compare
 * it. In paths of constructs, routes and messages a placeholder stands for it.
 */
export function pathToken(secret: SecretValue): AccessRule {
  const token = secret.unsafeUnwrap();
  if (!Token.isUnresolved(token) && !token.startsWith('{{resolve:') && !PATH_TOKEN.test(token)) {
    throw invalidArgument(CALL, `a token of ${token.length} characters`, '20 to 128 letters, digits, _ and -, made at random');
  }
  return {
    call: CALL,
    wholeApi: false,
    secretPath: true,
    bind(scope, api) {
      const resource = new Resource(scope, 'PathToken', { parent: api.root, pathPart: PATH_TOKEN_SEGMENT });
      (resource.node.defaultChild as CfnResource).pathPart = token;
      if (api.given) Annotations.of(scope).addWarningV2('cdk-webhook-buffer:pathToken', LOGS);
      // The placeholder stays as it is when the token is changed, which takes a deployment all the same.
      api.deployment?.addToLogicalId({ pathToken: token });
      return { ...api, root: resource, pathToken: resource };
    },
  };
}
