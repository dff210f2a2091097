/** Bundled apart, as all that not every buffer needs; the client is that of the forwarder. */
export { openSqsDestination } from '../destinations/sqs-destination';
export { openSqsTarget } from '../target/sqs-target';
