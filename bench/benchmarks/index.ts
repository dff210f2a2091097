import { forwarding } from './forwarding';
import { localStack } from './local-stack';
import { moduleLoad } from './module-load';
import { parallelGroups } from './parallel-groups';
import type { Benchmark } from '../benchmark';

export const BENCHMARKS: readonly Benchmark[] = [
  forwarding('forward-10-groups', 10),
  forwarding('forward-1-group', 1),
  parallelGroups,
  moduleLoad,
  localStack,
];
