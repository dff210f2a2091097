export { type Gateway, type GatewayOptions, startGateway } from './gateway';
export type { ProxyFunction } from './integration/function-integration';
export { type SentMessage, sentMessage } from './integration/sent-message';
export { readRestApi } from './reading/read-rest-api';
export type { RestApi } from './rest-api';
