import type { WatchdogDefinition } from './local-watchdog';
import type { ResolvedBuffer } from '../assembly/buffers';
import { readFunction } from '../runtime/function-definition';

const SECONDS: { readonly [unit: string]: number } = { minute: 60, hour: 3_600, day: 86_400 };

/** What the template says of the watchdog, where there is one. */
export function readWatchdog({ parts, stack, part, codeOf }: ResolvedBuffer): WatchdogDefinition | undefined {
  if (parts.watchdog === undefined || parts.watchdogSchedule === undefined) return undefined;
  return {
    function: readFunction(part('watchdog'), stack, codeOf('watchdog')),
    mappingId: parts.eventSourceMapping,
    intervalSeconds: readRate(part('watchdogSchedule').properties.ScheduleExpression),
  };
}

function readRate(expression: unknown): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  if (count === undefined || unit === undefined) throw new Error(`The watchdog's schedule is ${String(expression)}; on this machine it must be a rate.`);
  return Number(count) * (SECONDS[unit] ?? 0);
}
