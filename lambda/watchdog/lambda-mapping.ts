import { GetEventSourceMappingCommand, UpdateEventSourceMappingCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { MappingState } from './decide';
import type { Mapping } from './ports';

const SETTLED: { readonly [state: string]: MappingState } = { Enabled: 'enabled', Disabled: 'disabled' };

/** An event source mapping of Lambda. */
export class LambdaMapping implements Mapping {
  constructor(private readonly client: LambdaClient, private readonly id: string) {}

  public async state(): Promise<MappingState> {
    const { State = '' } = await this.client.send(new GetEventSourceMappingCommand({ UUID: this.id }));
    return SETTLED[State] ?? 'changing';
  }

  public async enable(enabled: boolean): Promise<void> {
    await this.client.send(new UpdateEventSourceMappingCommand({ UUID: this.id, Enabled: enabled }));
  }
}
