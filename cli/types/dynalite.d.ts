declare module 'dynalite' {
  import { Server } from 'node:http';

  interface DynaliteOptions {
    /** How long a table stays in its transitional state, in milliseconds; 500 each by default. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** A server that speaks DynamoDB's protocol and keeps its tables in memory. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
