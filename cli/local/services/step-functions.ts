import { jsonAnswer, jsonInput, jsonRefusal } from './json-service';
import type { ServiceProtocol } from './service-call';

/** StartExecution of standard workflows, which start once under a name. No execution ever ends. */
export function stepFunctions(): ServiceProtocol {
  const inputs = new Map<string, string>();
  return {
    read(request) {
      const input = jsonInput(request, 'AWSStepFunctions.StartExecution');
      return input && { service: 'Step Functions', resource: String(input.stateMachineArn), content: String(input.input), input };
    },
    answer({ at, resource, content, input }) {
      const executionArn = `${resource.replace(':stateMachine:', ':execution:')}:${String(input.name)}`;
      const before = inputs.get(executionArn) ?? content;
      if (before !== content) return jsonRefusal({ code: 'ExecutionAlreadyExists', status: 400, message: `Execution Already Exists: '${executionArn}'` }, '1.0');
      inputs.set(executionArn, content);
      return jsonAnswer({ executionArn, startDate: at / 1000 }, '1.0');
    },
    refuse: error => jsonRefusal(error, '1.0'),
  };
}
