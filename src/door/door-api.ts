import type { Deployment, IResource, IRestApi, Resource, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';

/** The API that webhooks come to, be it the buffer's own or a given one. */
export interface DoorApi {
  readonly api: IRestApi;
  /** Whether somebody else sets up its logs and metrics. */
  readonly given: boolean;
  /** The same, where it is made by this app. */
  readonly restApi?: RestApi;
  /** Where it is made by this app. */
  readonly stage?: Stage;
  readonly stageName: string;
  /** Brings changes of the API before senders; absent where its owner does. */
  readonly deployment?: Deployment;
  /** Whether the deployment has to be told of methods. */
  readonly deployedHere?: boolean;
  /** The resource below which the routes are. */
  readonly root: IResource;
  /** The resource whose path part is the path token. */
  readonly pathToken?: Resource;
  readonly apiKeyRequired?: boolean;
  /** Address of the path `/`, without a slash at its end. */
  readonly origin: string;
}
