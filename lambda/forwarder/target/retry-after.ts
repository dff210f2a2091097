const IMF_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The wait that a Retry-After header asks for; undefined where it says nothing that can be understood.
 *
 * The two forms are told apart before anything is parsed: `Date.parse` takes `1.5` and `-5` for days long past.
 */
export function retryAfterMillis(value: string | undefined, now: number): number | undefined {
  const given = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(given)) return Math.ceil(Number(given) * 1000);
  if (!IMF_DATE.test(given)) return undefined;
  const date = Date.parse(given);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
