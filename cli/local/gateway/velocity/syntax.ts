import type { JavaValue } from './java-value';

/** A template, ready to be rendered. */
export type Template = readonly TemplateNode[];

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[] }
  | { readonly kind: 'foreach'; readonly variable: string; readonly items: Expression; readonly body: Template };

/** `#if`, `#elseif`, or, without a condition, `#else`. */
export interface Branch {
  readonly condition?: Expression;
  readonly body: Template;
}

/** Such as `$input.params('x').size()`. */
export interface Reference {
  readonly name: string;
  readonly path: readonly PathStep[];
}

export type PathStep =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'method'; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: 'index'; readonly index: Expression };

export type Expression =
  | { readonly kind: 'literal'; readonly value: JavaValue }
  /** A string in double quotes, which is a template of its own. */
  | { readonly kind: 'interpolated'; readonly template: Template }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyArray<readonly [key: string, value: Expression]> }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression };

export const BINARY_OPERATORS = ['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'] as const;
export type BinaryOperator = typeof BINARY_OPERATORS[number];
