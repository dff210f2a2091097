import { parse } from 'velocityjs';
import { TemplateError } from './template-error';

/** The parts of velocityjs's syntax tree that are used here; its own types are mostly `any`. */
export type AstNode = string | AstDirective | AstBlock;

/** A directive with what stands between it and its #end. */
export type AstBlock = readonly [head: AstDirective, ...body: AstNode[]];

export type AstDirective =
  | { readonly type: 'comment'; readonly value: string }
  | { readonly type: 'raw'; readonly value: string }
  | { readonly type: 'set'; readonly equal: readonly [AstReference, AstExpression] }
  | { readonly type: 'if'; readonly condition: AstExpression }
  | { readonly type: 'elseif'; readonly condition: AstExpression }
  | { readonly type: 'foreach'; readonly to: string; readonly from: AstExpression }
  | { readonly type: 'macro_call'; readonly id: string }
  | { readonly type: 'else' }
  | { readonly type: 'break' | 'macro' | 'macro_body' | 'define' | 'noescape' }
  | ({ readonly type: 'references' } & AstReference);

export interface AstReference {
  readonly id: string;
  readonly path?: readonly AstStep[];
  readonly args?: unknown;
}

export type AstStep =
  | { readonly type: 'property'; readonly id: string }
  | { readonly type: 'method'; readonly id: string; readonly args: readonly AstExpression[] | false }
  | { readonly type: 'index'; readonly id: AstExpression };

export type AstExpression =
  | { readonly type: 'string'; readonly value: string; readonly isEval?: boolean }
  | { readonly type: 'integer' | 'decimal' | 'bool'; readonly value: string | number }
  | { readonly type: 'array'; readonly value: ReadonlyArray<AstExpression | string | number>; readonly isRange?: boolean }
  | { readonly type: 'map'; readonly value?: { readonly [key: string]: AstExpression } }
  | { readonly type: 'math'; readonly operator: string; readonly expression: readonly [first: AstExpression, second?: AstExpression] }
  | ({ readonly type: 'references' } & AstReference);

// velocityjs drops what follows a stray #end and repeats what follows an unclosed block: this mark then is missing, or is there twice.
const END_MARK = '##end of template';
const REST_OF_LINE = /^[ \t]*(?:\r\n|\n|\r)/;

/** Parses VTL, and treats white space as Apache Velocity 1.7 does. */
export function velocityAst(source: string): AstNode[] {
  const nodes = parsed(`${source}\n${END_MARK}`);
  if (countEndMarks(nodes) !== 1) throw new TemplateError('an #if or #foreach has no #end, or an #end has no beginning');
  const [last, ...others] = mergeTexts(nodes.slice(0, -1)).reverse();
  return withoutGobbled([...others.reverse(), String(last).slice(0, -1)]);
}

function parsed(source: string): AstNode[] {
  try {
    return parse(source, undefined, false) as unknown as AstNode[];
  } catch (error) {
    throw new TemplateError((error as Error).message);
  }
}

function countEndMarks(nodes: readonly AstNode[]): number {
  return nodes.reduce((count, node) => {
    if (typeof node === 'string') return count;
    if (isBlock(node)) return count + countEndMarks(node);
    return count + (isDirective(node, 'comment') && node.value === END_MARK ? 1 : 0);
  }, 0);
}

function mergeTexts(nodes: readonly AstNode[]): AstNode[] {
  const merged: AstNode[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (typeof node === 'string' && typeof last === 'string') merged[merged.length - 1] = last + node;
    else merged.push(node);
  }
  return merged;
}

/** A directive takes the rest of its line, and #set the blanks before it. */
function withoutGobbled(unmerged: readonly AstNode[]): AstNode[] {
  const nodes = mergeTexts(unmerged);
  return nodes.flatMap((node, index): AstNode[] => {
    if (isBlock(node)) return [withoutGobbled(node) as unknown as AstBlock];
    if (typeof node !== 'string') return [node];
    const text = takesRestOfLine(nodes[index - 1]) ? node.replace(REST_OF_LINE, '') : node;
    return text === '' || (/^[ \t]*$/.test(text) && isDirective(nodes[index + 1], 'set')) ? [] : [text];
  });
}

function takesRestOfLine(node: AstNode | undefined): boolean {
  if (node === undefined || typeof node === 'string') return false;
  if (isBlock(node)) return true;
  return ['set', 'if', 'elseif', 'else', 'foreach'].includes(node.type) || (isDirective(node, 'comment') && node.value.startsWith('##'));
}

export function isBlock(node: AstNode): node is AstBlock {
  return Array.isArray(node);
}

export function isDirective<Type extends AstDirective['type']>(node: AstNode | undefined, type: Type): node is Extract<AstDirective, { readonly type: Type }> {
  return typeof node === 'object' && !isBlock(node) && node.type === type;
}
