import { BINARY_OPERATORS, type BinaryOperator, type Branch, type Expression, type PathStep, type Reference, type Template, type TemplateNode } from './syntax';
import { TemplateError } from './template-error';
import { type AstBlock, type AstExpression, type AstNode, type AstReference, type AstStep, isBlock, isDirective, velocityAst } from './velocity-ast';

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
      return [{ kind: 'text', text: node.value }];
    case 'references':
      return [{ kind: 'reference', reference: parseReference(node) }];
    case 'set':
      return [{ kind: 'set', target: parseReference(node.equal[0]), value: parseExpression(node.equal[1]) }];
    case 'macro_call':
      throw notEmulated(`#${node.id}`);
    default:
      throw notEmulated(`#${node.type}`);
  }
}

function parseText(text: string): TemplateNode {
  const directive = DIRECTIVE_IN_TEXT.exec(text);
  if (directive !== null) throw notEmulated(directive[0]);
  return { kind: 'text', text };
}

function parseBlock([head, ...body]: AstBlock): TemplateNode {
  switch (head.type) {
    case 'if':
      return { kind: 'if', branches: parseBranches(body, head.condition) };
    case 'foreach':
      return { kind: 'foreach', variable: head.to, items: parseExpression(head.from), body: body.flatMap(parseNode) };
    default:
      throw notEmulated(`#${head.type}`);
  }
}

/** @param condition of the first branch; an #else has none */
function parseBranches(nodes: readonly AstNode[], condition?: AstExpression): Branch[] {
  const end = nodes.findIndex(node => isDirective(node, 'elseif') || isDirective(node, 'else'));
  const body = (end < 0 ? nodes : nodes.slice(0, end)).flatMap(parseNode);
  const branch = { condition: condition && parseExpression(condition), body };
  const next = nodes[end];
  if (next === undefined) return [branch];
  return [branch, ...parseBranches(nodes.slice(end + 1), isDirective(next, 'elseif') ? next.condition : undefined)];
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
      return parseOperation(ast.operator, ...ast.expression);
    case 'references':
      return { kind: 'reference', reference: parseReference(ast) };
  }
}

function parseString(text: string, interpolated: boolean): Expression {
  return interpolated && /[$#]/.test(text) ? { kind: 'interpolated', template: parseTemplate(text) } : { kind: 'literal', value: text };
}

/** velocityjs leaves the whole numbers of a range bare. */
function parseItem(item: AstExpression | string | number): Expression {
  return typeof item === 'object' ? parseExpression(item) : { kind: 'literal', value: BigInt(item) };
}

function parseList(items: readonly Expression[], isRange: boolean): Expression {
  const [from, to] = items;
  return isRange && from !== undefined && to !== undefined ? { kind: 'range', from, to } : { kind: 'list', items };
}

/** One operand is negated, or stands in parentheses. */
function parseOperation(operator: string, first: AstExpression, second?: AstExpression): Expression {
  const left = parseExpression(first);
  if (second === undefined) return operator === 'not' ? { kind: 'not', operand: left } : left;
  const right = parseExpression(second);
  if (isBinaryOperator(operator)) return { kind: 'binary', operator, left, right };
  return { kind: operator === '&&' ? 'and' : 'or', left, right };
}

function isBinaryOperator(operator: string): operator is BinaryOperator {
  return (BINARY_OPERATORS as readonly string[]).includes(operator);
}
