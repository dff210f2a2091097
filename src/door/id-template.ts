import { flagStatements, isPresent } from './velocity';
import type { IdSource, MissingGroupId } from '../contract/id-source';
import { MAX_ID_LENGTH } from '../contract/limits';

export interface IdOptions {
  readonly fifo: boolean;
  readonly route: string;
  /** Whether the body may be JSON, so that a JSON path can be applied to it. */
  readonly json: boolean;
  readonly group: IdSource;
  readonly missingGroupId: MissingGroupId;
  readonly deduplication: IdSource;
}

// $util.urlEncode never yields this character: no sender can choose a group id that is made up here, or equal a truncated one.
const MARK = '~';
// Room for the mark, since it serves as a group id too.
const MAX_DEDUPLICATION_LENGTH = MAX_ID_LENGTH - MARK.length;
const HEAD_LENGTH = MAX_ID_LENGTH / 2;
const TAIL_LENGTH = MAX_ID_LENGTH - HEAD_LENGTH - MARK.length;

const SHARED_GROUP = `#set($group = "${MARK}shared")`;
const SOURCE_ADDRESS_GROUP = `#set($group = $util.urlEncode($context.identity.sourceIp))#set($group = "${MARK}$group")`;
const NO_GROUP = '#set($group = "")';

/** The statements that set $deduplication and $group; either is empty where the message is to carry none. */
export function idStatements(options: IdOptions): string {
  return deduplicationStatements(options) + groupStatements(options);
}

function groupStatements(options: IdOptions): string {
  const { group, json, missingGroupId } = options;
  switch (group.from) {
    case 'constant': return `#set($group = "${group.value}")`;
    case 'sourceAddress': return SOURCE_ADDRESS_GROUP;
    case 'request':
    case 'content': return ownGroupStatements(options);
    default: return [
      valueStatements(group, json),
      `#if($id == "")${flagStatements('groupMissing')}${missingGroupStatements(missingGroupId, options)}`,
      '#else#set($group = $util.urlEncode($id))',
      // Two long ids that share head and tail merge into one group, which costs speed and not order.
      `#if($group.length() > ${MAX_ID_LENGTH})#set($tail = $group.length() - ${TAIL_LENGTH})`,
      `#set($group = "$group.substring(0, ${HEAD_LENGTH})${MARK}$group.substring($tail)")${flagStatements('groupTruncated')}#end`,
      '#end',
    ].join('');
  }
}

/** SQS deduplicates within a group, so a webhook that comes twice has to come into the same one. */
function ownGroupStatements({ deduplication, fifo }: IdOptions): string {
  const id = fifo && deduplication.from !== 'content' ? '$deduplication' : '$context.extendedRequestId';
  return `#set($group = "${MARK}${id}")`;
}

function missingGroupStatements(missing: MissingGroupId, options: IdOptions): string {
  switch (missing) {
    case 'ownGroup': return ownGroupStatements(options);
    case 'sharedGroup': return SHARED_GROUP;
    case 'sourceAddress': return SOURCE_ADDRESS_GROUP;
    // SQS refuses a message without a group id, and the response template makes a 400 of that.
    case 'reject': return NO_GROUP;
  }
}

function deduplicationStatements({ deduplication, fifo, json, route }: IdOptions): string {
  const none = '#set($deduplication = "")';
  if (!fifo || deduplication.from === 'content') return none;
  const unique = '#set($deduplication = "$context.extendedRequestId")';
  if (deduplication.from === 'request') return unique;
  return [
    valueStatements(deduplication, json),
    none,
    // The route keeps the ids of two senders apart. A cut id could make two webhooks one, so a long one is not used at all.
    `#if($id != "")#set($deduplication = $util.urlEncode($id))#set($deduplication = "${route}:$deduplication")#end`,
    `#if($deduplication == "" || $deduplication.length() > ${MAX_DEDUPLICATION_LENGTH})${unique}${flagStatements('deduplicationMissing')}#end`,
  ].join('');
}

/** Sets $id to what the webhook carries, or to "". */
function valueStatements(source: IdSource, json: boolean): string {
  const none = '#set($id = "")';
  switch (source.from) {
    // A look-up by name would be case-sensitive, and $input.params(name) would let a query parameter stand in for a header.
    case 'header': return `${none}#foreach($name in $headers.keySet())#if($name.toLowerCase() == "${source.name.toLowerCase()}")#set($id = "$!headers.get($name)")#end#end`;
    case 'query': return `#set($id = "$!query.get('${source.name}')")`;
    case 'pathParameter': return `#set($id = "$!input.params().path.get('${source.name}')")`;
    case 'jsonPath': return json ? jsonPathStatements(source.path) : none;
    default: throw new Error(`no webhook carries an id from ${source.from}`);
  }
}

/**
 * Only text, numbers and booleans identify something; an object or a list counts as missing. What has neither brace nor bracket holds
 * nothing at a path, and API Gateway fails over some of it, such as `null`.
 */
function jsonPathStatements(path: string): string {
  return [
    '#set($id = "")#if($input.body.contains("{") || $input.body.contains("["))',
    `#set($found = $input.path('${path}'))#set($id = "$!found")`,
    `#if(${isPresent('$id')})#set($first = $id.substring(0, 1))#if($first == "{" || $first == "[")#set($id = "")#end#end`,
    '#end',
  ].join('');
}
