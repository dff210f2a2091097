import { redactText } from './redact';

const LONGEST_MESSAGE = 500;

/** What of an error goes into the log. */
export function errorFields(error: unknown): { readonly errorName: string; readonly errorMessage: string } {
  if (!(error instanceof Error)) return { errorName: typeof error, errorMessage: '' };
  return { errorName: error.name, errorMessage: redactText(error.message).slice(0, LONGEST_MESSAGE) };
}
