/** Bundled apart, with the client of EventBridge. */
export { openEventBridgeDestination } from '../destinations/event-bridge-destination';
export { openEventBridgeTarget } from '../target/event-bridge-target';
