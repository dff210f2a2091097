import type { BlockList } from 'node:net';
import type { Template } from './velocity';

/** A deployed REST API with its one stage. */
export interface RestApi {
  readonly id: string;
  readonly account: string;
  readonly stage: string;
  readonly stageVariables: ReadonlyMap<string, string>;
  readonly binaryMediaTypes: readonly string[];
  readonly methods: readonly Method[];
  /** Values of the keys that are accepted at methods that require one. */
  readonly apiKeys: readonly string[];
  /** Absent: every address is let in. */
  readonly allowedAddresses?: BlockList;
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  /** Properties that change nothing in how requests are answered here, although they do on AWS. */
  readonly notEmulated: readonly string[];
}

export interface Method {
  /** Such as `/hooks/{below+}`. */
  readonly resourcePath: string;
  /** Upper case; `ANY` for all that have no method of their own. */
  readonly httpMethod: string;
  readonly throttle?: Throttle;
  readonly apiKeyRequired: boolean;
  /** Absent: none of the buffer's methods, and not emulated. */
  readonly integration?: Integration;
}

export interface Throttle {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

export interface Integration {
  /** Without queue and function it is a mock, which answers with the status that its request template names. */
  readonly queue?: QueueAddress;
  /** Name of the function that gets the request as it is, and whose answer is the sender's. */
  readonly functionName?: string;
  readonly timeoutMillis: number;
  readonly passthrough: PassthroughBehavior;
  readonly contentHandling?: ContentHandling;
  /** Headers of the request to the integration. */
  readonly headers: ReadonlyMap<string, string>;
  /** By MIME type. */
  readonly requestTemplates: ReadonlyMap<string, Template>;
  readonly responses: readonly IntegrationResponse[];
}

export interface QueueAddress {
  readonly account: string;
  readonly name: string;
  readonly region: string;
}

export const PASSTHROUGH_BEHAVIORS = ['NEVER', 'WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES'] as const;
export type PassthroughBehavior = typeof PASSTHROUGH_BEHAVIORS[number];

export const CONTENT_HANDLINGS = ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'] as const;
export type ContentHandling = typeof CONTENT_HANDLINGS[number];

export interface IntegrationResponse {
  /** Java regular expression that the integration's status has to match as a whole; absent in the default one. */
  readonly selectionPattern?: string;
  readonly status: number;
  readonly contentHandling?: ContentHandling;
  readonly headers: ReadonlyMap<string, ResponseHeader>;
  readonly templates: ReadonlyMap<string, Template>;
}

/** Where a header of the answer comes from. */
export type ResponseHeader =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'integration'; readonly header: string };

/** The shape of an answer that the gateway gives by itself. */
export interface GatewayResponse {
  readonly status?: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly templates: ReadonlyMap<string, string>;
}
