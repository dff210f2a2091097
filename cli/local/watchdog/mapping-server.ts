import { isObject } from '../assembly/template';
import { startLoopbackServer, type LoopbackAnswer, type LoopbackRequest, type LoopbackServer } from '../loopback-server';

const MAX_REQUEST_BYTES = 65_536;
const PATH = /^\/2015-03-31\/event-source-mappings\/([^/?]+)\/?$/;

/** What can be done with an event source mapping. */
export interface SwitchableMapping {
  readonly state: 'Enabled' | 'Disabling' | 'Disabled';
  setEnabled(enabled: boolean): void;
}

/** Lambda's API, as far as it reads the state of one event source mapping and disables or enables it. */
export class MappingServer {
  static async start(id: string, mapping: SwitchableMapping): Promise<MappingServer> {
    return new MappingServer(await startLoopbackServer(MAX_REQUEST_BYTES, request => answer(request, id, mapping)));
  }

  private constructor(private readonly server: LoopbackServer) {}

  get endpoint(): string {
    return this.server.endpoint;
  }

  stop(): Promise<void> {
    return this.server.close();
  }
}

function answer({ method, url, body }: LoopbackRequest, id: string, mapping: SwitchableMapping): LoopbackAnswer {
  if (PATH.exec(url)?.[1] !== id) return failure(404, 'ResourceNotFoundException', 'there is no such event source mapping on this machine');
  switch (method) {
    case 'GET': return json(200, { UUID: id, State: mapping.state });
    case 'PUT': return update(body, id, mapping);
    default: return failure(404, 'ResourceNotFoundException', `${method} does not work on this machine`);
  }
}

function update(body: Buffer, id: string, mapping: SwitchableMapping): LoopbackAnswer {
  const { Enabled, ...others } = parse(body);
  const [unknown] = Object.keys(others);
  if (typeof Enabled !== 'boolean' || unknown !== undefined) {
    return failure(400, 'InvalidParameterValueException', `on this machine an event source mapping can only be enabled or disabled, not ${unknown ?? 'left as it is'}`);
  }
  if (mapping.state === 'Disabling') return failure(400, 'ResourceInUseException', 'the event source mapping is being disabled');
  mapping.setEnabled(Enabled);
  return json(202, { UUID: id, State: mapping.state });
}

function parse(body: Buffer): { readonly [name: string]: unknown } {
  try {
    const input: unknown = JSON.parse(body.toString());
    return isObject(input) ? input : {};
  } catch {
    return {};
  }
}

function failure(status: number, type: string, message: string): LoopbackAnswer {
  return { ...json(status, { Type: 'User', Message: message }), headers: { 'content-type': 'application/json', 'x-amzn-errortype': type } };
}

function json(status: number, value: object): LoopbackAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
