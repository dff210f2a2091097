export { EvaluationError, javaString, type JavaMap, JavaObject, type JavaValue, JsonList, jsonText, unicodeEscape } from './java-value';
export { textParameter } from './java-method';
export { javaMatches } from './java-regex';
export { evaluate } from './evaluate';
export { parseTemplate } from './parse-template';
export type { Template } from './syntax';
export { TemplateError } from './template-error';
