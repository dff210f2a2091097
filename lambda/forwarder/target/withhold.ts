import type { TargetReport } from '../ports';

const REMOVED = '[removed]';

/** What is shorter occurs by chance, and hides nothing. */
const SHORTEST = 4;

/** A report without the secrets of its request, which a backend may have repeated in its answer. */
export function withhold(report: TargetReport, secrets: readonly string[]): TargetReport {
  const forms = [...new Set(secrets.filter(secret => secret.length >= SHORTEST).flatMap(formsOf))].sort((one, other) => other.length - one.length);
  if (forms.length === 0) return report;
  const clean = (text: string): string => withoutEnd(forms.reduce((rest, form) => rest.replaceAll(form, REMOVED), text), forms);
  const { responseHeaders, responseBody, errorMessage } = report;
  return {
    ...report,
    responseHeaders: responseHeaders && Object.fromEntries(Object.entries(responseHeaders).map(([name, value]) => [clean(name), clean(value)])),
    responseBody: responseBody && clean(responseBody),
    errorMessage: errorMessage && clean(errorMessage),
  };
}

/** As it is, in a URL, in JSON, and in base64. */
function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')];
}

/** Of an answer only the first bytes are kept, which may end within a secret. */
function withoutEnd(text: string, forms: readonly string[]): string {
  for (const form of forms) {
    for (let length = Math.min(form.length, text.length) - 1; length >= SHORTEST; length--) {
      if (text.endsWith(form.slice(0, length))) return text.slice(0, -length) + REMOVED;
    }
  }
  return text;
}
