import { type CfnMethod, type IResource, Method } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { bindAccess } from './access/bind-access';
import type { DoorAccess } from './access/door-access';
import type { DoorApi } from './door-api';
import { givenApi } from './given-api';
import { newApi, type NewApiProps } from './new-api';
import { addRouteMethods, type Route, type RouteTarget } from './route';
import { BELOW, requireNoConflict, requireRoom } from './route-path';
import { watchTemplateSize } from './template-size';

export interface DoorProps extends NewApiProps {
  readonly queue: Queue;
  readonly fifo: boolean;
  readonly encryptionKey?: IKey;
  /** Below which the routes are; absent: an API is made. */
  readonly resource?: IResource;
  readonly access: readonly DoorAccess[];
}

/** The REST API that puts webhooks straight into the queue. */
export class Door extends Construct {
  public readonly api: DoorApi;
  private readonly target: RouteTarget;
  private readonly routePaths: string[] = [];
  private readonly places = new Map<string, readonly IResource[]>();

  constructor(scope: Construct, id: string, props: DoorProps) {
    super(scope, id);
    this.api = bindAccess(this, this.provideApi(props), props);
    const { apiKeyRequired } = this.api;
    this.target = { queue: props.queue, fifo: props.fifo, role: this.sendingRole(props), apiKeyRequired };
    watchTemplateSize(this, this.api.api, this.places);
  }

  /** Paths in the order in which they were added. */
  public get routes(): readonly string[] {
    return this.routePaths;
  }

  /** The whole path of a route, of which the path below the given resource is the end. */
  public pathOf(path: string): string {
    const { path: base } = this.api.root;
    return base === '/' ? path : `${base}${path === '/' ? '' : path}`;
  }

  public urlOf(routePath: string): string {
    return this.api.origin + routePath;
  }

  /** Its path is a whole one. */
  public addRoute(route: Route): void {
    const { root } = this.api;
    requireNoConflict(this, this.routePaths, route.path);
    const below = route.path.slice(root.path.length).replace(/^\//, '');
    requireRoom(this, root, below, route.path);
    const resource = root.resourceForPath(below);
    this.routePaths.push(route.path);
    addRouteMethods(resource, route, this.target);
    const places = [resource, resource.getResource(BELOW)].filter(place => place !== undefined);
    this.places.set(route.path, places);
    this.deploy(places);
  }

  private provideApi(props: DoorProps): DoorApi {
    if (props.resource) return givenApi(this, props.resource, props.stageName);
    return newApi(this, props, props.access.some(({ _rule: rule }) => rule.secretPath));
  }

  /** A deployment that is not the API's own knows only what it is told. */
  private deploy(places: readonly IResource[]): void {
    const { deployedHere, deployment } = this.api;
    if (!deployedHere || !deployment) return;
    for (const method of places.flatMap(place => place.node.children).filter(child => child instanceof Method)) {
      deployment.node.addDependency(method);
      const { integration } = method.node.defaultChild as CfnMethod;
      deployment.addToLogicalId({ path: method.resource.path, method: method.httpMethod, integration });
    }
  }

  private sendingRole({ queue, encryptionKey }: DoorProps): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
    encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    return role;
  }
}
