import type { ValueLocation } from '../../contract/signature-scheme';
import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { source, type SourceDefinition } from '../source-definition';

const CHALLENGE: ValueLocation = { from: 'json', path: '$.challenge' };

export function monday(): SourceDefinition {
  return source('monday', {
    deduplication: MessageDeduplication.jsonPath('$.event.triggerUuid'),
    grouping: MessageGrouping.jsonPath('$.event.pulseId'),
    challenges: [{
      when: { method: 'POST', has: CHALLENGE },
      signed: false,
      answer: { status: 200, contentType: 'application/json', fields: { challenge: { kind: 'copy', of: CHALLENGE } } },
    }],
    retries: true,
  });
}
