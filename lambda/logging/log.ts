/** Where lines for a person go: codes and ids, and nothing of what was sent. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

export type LogFields = Record<string, unknown>;
