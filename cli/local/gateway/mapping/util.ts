import { EvaluationError, JavaObject, type JavaValue, textParameter } from '../velocity';
import { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } from './java-encoding';
import { parsePermissiveJson } from './permissive-json';

const FUNCTIONS = new Map<string, (text: string) => JavaValue>(Object.entries({
  base64Decode,
  base64Encode,
  escapeJavaScript,
  parseJson: parsePermissiveJson,
  urlDecode,
  urlEncode,
}));

/** `$util` */
class TemplateUtilities extends JavaObject {
  override call(method: string, parameters: readonly JavaValue[]): JavaValue {
    const run = FUNCTIONS.get(method);
    if (run === undefined) throw new EvaluationError(`$util has no function ${method}()`);
    return run(textParameter(parameters, 0));
  }

  override toString(): string {
    return '{}';
  }
}

export const templateUtilities: JavaObject = new TemplateUtilities();
