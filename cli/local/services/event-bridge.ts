import { randomUUID } from 'node:crypto';
import { jsonAnswer, jsonInput, jsonRefusal } from './json-service';
import type { ServiceProtocol } from './service-call';
import { isObject } from '../assembly/template';

/** PutEvents with one entry. */
export const eventBridge: ServiceProtocol = {
  read(request) {
    const entries = jsonInput(request, 'AWSEvents.PutEvents')?.Entries;
    const [entry, ...more] = Array.isArray(entries) ? entries as unknown[] : [];
    if (!isObject(entry) || more.length > 0) return undefined;
    return { service: 'EventBridge', resource: String(entry.EventBusName ?? 'default'), content: String(entry.Detail), input: entry };
  },
  answer(_, { failedEntry }) {
    const entry = failedEntry ? { ErrorCode: failedEntry.code, ErrorMessage: failedEntry.message ?? failedEntry.code } : { EventId: randomUUID() };
    return jsonAnswer({ FailedEntryCount: failedEntry ? 1 : 0, Entries: [entry] }, '1.1');
  },
  refuse: error => jsonRefusal(error, '1.1'),
};
