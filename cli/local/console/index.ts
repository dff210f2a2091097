export { startConsole, type Console, type ConsoleOptions } from './console';
export type { BackendGauge, ConsoleSource } from './source';
