/** A resource of a synthesized template whose intrinsic functions have been replaced by values. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: { readonly [name: string]: unknown };
}

/**
 * What a buffer's webhooks pass of a stack, with everything resolved to this machine.
 *
 * `Ref` of a queue gives its URL on the local queue server, `Ref` of a secret, topic or state machine its ARN, `Ref` of a table, function or bucket its name, any other `Ref` the logical id;
 * `Fn::GetAtt` gives an ARN for `Arn`, and `<logical id>.<attribute>` for attributes that have no meaning here (such as
 * `RootResourceId` of a REST API).
 */
export interface ResolvedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly resources: ReadonlyMap<string, ResolvedResource>;
}
