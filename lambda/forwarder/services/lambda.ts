/** Bundled apart, with the client of Lambda. */
export { openLambdaDestination } from '../destinations/lambda-destination';
export { openLambdaTarget } from '../target/lambda-target';
