import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_SOURCES } from './support/all-sources';
import type { IdSource } from '../../../src/contract/id-source';
import type { SignatureScheme, ValueLocation } from '../../../src/contract/signature-scheme';
import type { SourceDefinition } from '../../../src/sources/source-definition';

const DOCUMENT = readFileSync(join(__dirname, '../../../docs/sources.md'), 'utf8');
const NOTHING = '–';

const code = (text: string): string => `\`${text}\``;

function locationText(location: ValueLocation): string {
  return code(location.from === 'json' ? location.path : location.name);
}

function idText(source?: IdSource): string {
  if (source === undefined) return NOTHING;
  if (source.from === 'header') return code(source.name.toLowerCase());
  return source.from === 'jsonPath' ? code(source.path) : source.from;
}

function signatureText(signature?: SignatureScheme): string {
  if (signature === undefined) return NOTHING;
  return signature.kind === 'token' ? `${locationText(signature.at)} (token)` : code(signature.signatures.header);
}

function handshakeText({ handshakes, challenges }: SourceDefinition): string {
  const exchanges = [
    ...handshakes.map(({ method, echoes }) => echoes === undefined ? method : `${method} ${locationText(echoes)}`),
    ...challenges.map(({ when }) => `${when.method} ${locationText(when.has)}${when.equals === undefined ? '' : ` = ${when.equals}`}`),
  ];
  return exchanges.join(', ') || NOTHING;
}

function row(factory: string, definition: SourceDefinition): string {
  const { signature, deduplication, grouping, answerWithinSeconds, acceptedStatuses, retries, challenges } = definition;
  const cells = [
    code(factory),
    signatureText(signature),
    idText(deduplication?._source),
    idText(grouping?._source),
    handshakeText(definition),
    answerWithinSeconds === undefined ? NOTHING : `${answerWithinSeconds} s`,
    acceptedStatuses?.join(', ') ?? '2xx',
    retries === undefined ? NOTHING : retries ? 'yes' : 'no',
    challenges.length > 0 ? 'yes' : 'no',
  ];
  return `| ${cells.join(' | ')} |`;
}

const documented = Object.entries(ALL_SOURCES).filter(([factory]) => factory !== 'none' && factory !== 'hmac');

test.each(documented)('docs/sources.md tells what is known of %s', (factory, { _definition }) => {
  expect(DOCUMENT.split('\n')).toContainEqual(row(factory, _definition));
});
