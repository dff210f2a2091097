import { validateHeaderName, validateHeaderValue } from 'node:http';

/** Whether Node's client takes a header. */
export function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
