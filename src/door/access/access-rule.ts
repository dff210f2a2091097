import type { Construct } from 'constructs';
import type { DoorApi } from '../door-api';

/** One condition that requests have to meet. */
export interface AccessRule {
  /** The call that made it, such as `DoorAccess.apiKey`, for messages. */
  readonly call: string;
  /** Whether it holds for a whole API, so that it can be set on none but the buffer's own. */
  readonly wholeApi: boolean;
  /** Whether a path of it gets into no log and no metric. */
  readonly secretPath?: boolean;
  readonly webAcl?: boolean;
  /** Adds what it takes. Later rules and all routes build on what it returns. */
  bind(scope: Construct, api: DoorApi): DoorApi;
}
