export { type Gateway, type GatewayOptions, startGateway } from './gateway';
export { readRestApi } from './reading/read-rest-api';
export type { RestApi } from './rest-api';
