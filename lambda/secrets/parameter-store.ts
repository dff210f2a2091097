import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { SECRET_CLIENT } from './client-options';

export function readParameterStore(client = new SSMClient(SECRET_CLIENT)): (name: string) => Promise<string> {
  return async name => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    if (Parameter?.Value === undefined) throw new Error('the parameter has no value');
    return Parameter.Value;
  };
}
