import { BINARY_OPERATORS, type BinaryOperator, type Branch, type Expression, type PathStep, type Reference, type Template, type TemplateNode } from './syntax';
import { TemplateError } from './template-error';
import { type AstBlock, type AstDirective, type AstExpression, type AstNode, type AstReference, type AstStep, isBlock, isDirective, velocityAst } from './velocity-ast';

const DIRECTIVE_IN_TEXT = /#@?\{?(?:if|elseif|else|end|set|foreach|macro|define|stop|break|include|parse|evaluate)\b/;

/** Turns VTL into what {@link evaluate} renders; parts of the language that are not emulated are refused here. */
export function parseTemplate(source: string): Template {
  const escape = /\\[$#]/.exec(source);
  if (escape !== null) throw notEmulated(`"${escape[0]}", escaping by a backslash,`);
  return velocityAst(source).flatMap(parseNode);
}

function notEmulated(what: string): TemplateError {
  return new TemplateError(`${what} is not emulated`);
}

function parseNode(node: AstNode): TemplateNode[] {
  if (typeof node === 'string') return [parseText(node)];
  if (isBlock(node)) return [parseBlock(node)];
  switch (node.type) {
    case 'comment':
      return [];
    case 'raw':
      return [{ kind: 'text', text: node.value ?? '' }];
    case 'references':
      return [{ kind: 'reference', reference: parseReference(node as AstReference) }];
    case 'set':
      return [parseSet(node)];
    default:
      throw notEmulated(`#${node.type === 'macro_call' ? node.id : node.type}`);
  }
}

function parseText(text: string): TemplateNode {
  const directive = DIRECTIVE_IN_TEXT.exec(text);
  if (directive !== null) throw notEmulated(directive[0]);
  return { kind: 'text', text };
}

function parseSet({ equal }: AstDirective): TemplateNode {
  if (equal === undefined) throw new TemplateError('#set without an assignment');
  return { kind: 'set', target: parseReference(equal[0]), value: parseExpression(equal[1]) };
}

function parseBlock([head, ...body]: AstBlock): TemplateNode {
  if (head.type === 'if') return { kind: 'if', branches: parseBranches(head, body) };
  if (head.type === 'foreach' && head.to !== undefined && head.from !== undefined) {
    return { kind: 'foreach', variable: head.to, items: parseExpression(head.from), body: body.flatMap(parseNode) };
  }
  throw notEmulated(`#${head.type}`);
}

function parseBranches(head: AstDirective, nodes: readonly AstNode[]): Branch[] {
  const next = nodes.findIndex(node => isDirective(node, 'elseif') || isDirective(node, 'else'));
  const body = (next < 0 ? nodes : nodes.slice(0, next)).flatMap(parseNode);
  const branch = head.condition === undefined ? { body } : { condition: parseExpression(head.condition), body };
  return next < 0 ? [branch] : [branch, ...parseBranches(nodes[next] as AstDirective, nodes.slice(next + 1))];
}

function parseReference({ id, path = [], args }: AstReference): Reference {
  if (args !== undefined) throw notEmulated(`calling $${id}()`);
  return { name: id, path: path.map(parseStep) };
}

function parseStep(step: AstStep): PathStep {
  switch (step.type) {
    case 'property':
      return { kind: 'property', name: step.id };
    case 'method':
      return { kind: 'method', name: step.id, parameters: (step.args || []).map(parseExpression) };
    case 'index':
      return { kind: 'index', index: parseExpression(step.id) };
  }
}

function parseExpression(ast: AstExpression): Expression {
  switch (ast.type) {
    case 'string':
      return parseString(ast.value, ast.isEval === true);
    case 'integer':
      return { kind: 'literal', value: BigInt(ast.value) };
    case 'decimal':
      return { kind: 'literal', value: Number(ast.value) };
    case 'bool':
      return { kind: 'literal', value: ast.value === 'null' ? null : ast.value === 'true' };
    case 'array':
      return parseList(ast.value.map(parseItem), ast.isRange === true);
    case 'map':
      return { kind: 'map', entries: Object.entries(ast.value ?? {}).map(([key, value]) => [key, parseExpression(value)]) };
    case 'math':
      return parseOperation(ast.operator, ast.expression.map(parseExpression));
    case 'references':
      return { kind: 'reference', reference: parseReference(ast) };
  }
}

function parseString(text: string, interpolated: boolean): Expression {
  return interpolated && /[$#]/.test(text) ? { kind: 'interpolated', template: parseTemplate(text) } : { kind: 'literal', value: text };
}

/** velocityjs leaves the whole numbers of a range as text. */
function parseItem(item: AstExpression | string): Expression {
  return typeof item === 'string' ? { kind: 'literal', value: BigInt(item) } : parseExpression(item);
}

function parseList(items: readonly Expression[], isRange: boolean): Expression {
  const [from, to] = items;
  return isRange && from !== undefined && to !== undefined ? { kind: 'range', from, to } : { kind: 'list', items };
}

function parseOperation(operator: string, operands: readonly Expression[]): Expression {
  const [left, right] = operands;
  if (left === undefined) throw notEmulated(`the operator ${operator}`);
  if (right === undefined) return operator === 'not' ? { kind: 'not', operand: left } : left;
  if (operator === '&&' || operator === '||') return { kind: operator === '&&' ? 'and' : 'or', left, right };
  if (!isBinaryOperator(operator)) throw notEmulated(`the operator ${operator}`);
  return { kind: 'binary', operator, left, right };
}

function isBinaryOperator(operator: string): operator is BinaryOperator {
  return (BINARY_OPERATORS as readonly string[]).includes(operator);
}
