export { startConsole, type Console, type ConsoleOptions } from './console';
export type { ConsoleSource } from './source';
