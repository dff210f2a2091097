import type { HttpRequest } from './http/http-message';
import type { TemplateVariables } from './mapping/render';
import type { Integration, RestApi } from './rest-api';

/** One request on its way through a method. */
export interface Exchange extends TemplateVariables {
  readonly api: RestApi;
  readonly request: HttpRequest;
  /** The request's body, decompressed. */
  readonly body: Buffer;
  readonly integration: Integration;
  /** Such as `/hooks/{below+}`. */
  readonly resourcePath: string;
}
