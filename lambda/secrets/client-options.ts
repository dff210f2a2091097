/** A store that stalls must not eat up the time in which a sender waits. */
export const SECRET_CLIENT = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true } };
