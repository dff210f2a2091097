/** A template that is wrong, or that uses a part of VTL which is not emulated. */
export class TemplateError extends Error {}
