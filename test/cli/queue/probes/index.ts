import { attributeProbes } from './attributes';
import { deadLetterProbes } from './dead-letters';
import { deduplicationProbes } from './deduplication';
import { groupProbes } from './groups';
import { Probe } from './probe';
import { receiptProbes } from './receipts';
import { refusalProbes } from './refusals';
import { waitingProbes } from './waiting';

export const PROBES: readonly Probe[] = [
  ...groupProbes,
  ...deduplicationProbes,
  ...receiptProbes,
  ...waitingProbes,
  ...attributeProbes,
  ...deadLetterProbes,
  ...refusalProbes,
];
