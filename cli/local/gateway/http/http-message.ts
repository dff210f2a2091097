/** A request as it came over the wire. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** With the stage, neither decoded nor normalised. */
  readonly path: string;
  readonly queryString: string;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Absent where it is larger than API Gateway takes. */
  readonly body?: Buffer;
  readonly sourceAddress: string;
  /** The port that it came to. */
  readonly port: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string | string[]>;
  readonly body: Buffer;
}

/** The last value of a header, whatever the case of its name. */
export function headerOf({ headers }: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
  return headers.findLast(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}

/** Type and subtype of a Content-Type or of the first entry of an Accept, without parameters. */
export function mimeType(header: string): string {
  return header.split(/[;,]/, 1).join('').trim().toLowerCase();
}
