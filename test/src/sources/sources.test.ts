import { ALL_SOURCES } from './support/all-sources';
import { WebhookSource } from '../../../src';
import type { IdSource } from '../../../src/contract/id-source';
import { resourcesOf, synthesize } from '../support';

/** Text of all header names and JSON paths that a definition holds, in their places. */
function named(value: unknown, name: string): string[] {
  if (Array.isArray(value)) return value.flatMap(item => named(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => key === name && typeof item === 'string' ? [item] : named(item, name));
}

/** How a template reads the id. */
function reading(source: IdSource): string {
  switch (source.from) {
    case 'header': return `$name.toLowerCase() == \\"${source.name.toLowerCase()}\\"`;
    case 'jsonPath': return `$input.path('${source.path}')`;
    default: throw new Error(`no source takes an id from ${source.from}`);
  }
}

test('every factory is in the table of this test', () => {
  const factories = Object.getOwnPropertyNames(WebhookSource).filter(name => typeof Object.getOwnPropertyDescriptor(WebhookSource, name)?.value === 'function');
  expect(Object.keys(ALL_SOURCES).sort()).toEqual(factories.sort());
});

test('no two sources have the same name', () => {
  const names = Object.values(ALL_SOURCES).map(({ _definition }) => _definition.name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(Object.entries(ALL_SOURCES))('the source %s', (factory, source) => {
  const { name, signature, secrets, grouping, deduplication, handshakes, challenges } = source._definition;
  const { answerWithinSeconds, acceptedStatuses, acknowledgement } = source._definition;

  test('is named as its factory is', () => {
    expect(name).toBe(factory.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`));
  });

  test('names headers in lower case, as they are looked up', () => {
    const asked = named(handshakes.map(({ echoes, requires }) => [echoes, requires]), 'name').filter(asking => asking.includes('-'));
    const headers = [...named(signature, 'header'), ...asked];
    for (const header of headers) expect(header).toBe(header.toLowerCase());
  });

  test('has a scheme for its secret', () => {
    expect(secrets).toHaveLength(signature === undefined ? 0 : 1);
  });

  test('signs nothing that it was asked to sign unless it knows its secret', () => {
    if (named(challenges, 'kind').includes('hmac')) expect(secrets).toHaveLength(1);
  });

  test('has at most one handshake a method', () => {
    const methods = handshakes.map(({ method }) => method);
    expect(new Set(methods).size).toBe(methods.length);
  });

  test('answers as its provider accepts', () => {
    expect(acceptedStatuses ?? [200, 204]).toContain(acknowledgement?._status ?? 200);
    expect(answerWithinSeconds ?? 1).toBeGreaterThan(0);
  });

  test('groups and deduplicates at the function door, where it needs code', () => {
    if (challenges.length === 0) return;
    const configuration = JSON.stringify(resourcesOf(synthesize({ source }).template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Environment));
    for (const id of [grouping?._source, deduplication?._source]) if (id) expect(configuration.replaceAll('\\\\', '')).toContain(JSON.stringify(id).replaceAll('"', '\\"'));
  });

  test('groups and deduplicates in the template', () => {
    if (challenges.length > 0) return;
    const any = resourcesOf(synthesize({ source }).template, 'AWS::ApiGateway::Method').find(({ Properties }) => Properties.HttpMethod === 'ANY');
    const template = JSON.stringify(any?.Properties.Integration).replaceAll('\\\\\\"', '\\"');
    for (const id of [grouping?._source, deduplication?._source]) if (id) expect(template).toContain(reading(id));
  });
});

test('these sources take the function door', () => {
  const names = Object.entries(ALL_SOURCES).filter(([, { _definition }]) => _definition.challenges.length > 0).map(([factory]) => factory);
  expect(names).toEqual(['discord', 'monday', 'slack', 'twitch', 'x', 'zoom']);
});
