/** Bundled apart, with the client of SNS. */
export { openSnsDestination } from '../destinations/sns-destination';
export { openSnsTarget } from '../target/sns-target';
