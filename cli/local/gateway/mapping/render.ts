import { GatewayError } from '../gateway-error';
import { evaluate, EvaluationError, type JavaMap, type JavaValue, type Template } from '../velocity';
import { PayloadError, type RequestParameters, TemplateInput } from './input';
import { templateUtilities } from './util';

export interface TemplateVariables {
  readonly parameters: RequestParameters;
  /** `$context`; templates leave their overrides in it. */
  readonly context: JavaMap;
  readonly stageVariables: ReadonlyMap<string, string>;
}

/** Renders a mapping template over a body, with the variables that API Gateway offers. */
export function render(template: Template, body: string, { parameters, context, stageVariables }: TemplateVariables): string {
  const variables = new Map<string, JavaValue>([
    ['input', new TemplateInput(body, parameters)],
    ['util', templateUtilities],
    ['context', context],
    ['stageVariables', new Map(stageVariables)],
  ]);
  try {
    return evaluate(template, variables);
  } catch (error) {
    if (error instanceof PayloadError) throw new GatewayError('BAD_REQUEST_BODY', error.message, error.message);
    if (error instanceof EvaluationError) throw new GatewayError('API_CONFIGURATION_ERROR', `a mapping template cannot be rendered: ${error.message}`);
    throw error;
  }
}
