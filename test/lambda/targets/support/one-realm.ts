/** Jest runs modules in a realm of their own, so that the SDK would not know Node's errors for errors, as it does in Lambda. */
export function knowErrorsOfNode(): void {
  Object.defineProperty(Error, Symbol.hasInstance, { value: (value: unknown) => Object.prototype.toString.call(value) === '[object Error]' });
}
