/** Headers or parameters, each as often as it came. */
export type Pairs = ReadonlyArray<readonly [name: string, value: string]>;
