import { type JavaValue, javaString } from './java-value';
import type { BinaryOperator } from './syntax';

type JavaNumber = bigint | number;

/** @returns null where Velocity has no result, such as after a division by zero */
export function binaryOperation(operator: BinaryOperator, left: JavaValue, right: JavaValue): JavaValue {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isNumber(left) && isNumber(right) && compare(operator, left, right);
    case '+':
      if (typeof left === 'string' || typeof right === 'string') return javaString(left) + javaString(right);
      return calculate('+', left, right);
    default:
      return calculate(operator, left, right);
  }
}

/** Values of different types are equal where they print alike. API Gateway, unlike Velocity, takes null for equal to "". */
function equal(left: JavaValue, right: JavaValue): boolean {
  // eslint-disable-next-line eqeqeq -- compares a bigint with a number by value
  if (isNumber(left) && isNumber(right)) return left == right;
  return javaString(left) === javaString(right);
}

function compare(operator: '<' | '<=' | '>' | '>=', left: JavaNumber, right: JavaNumber): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function calculate(operator: '+' | '-' | '*' | '/' | '%', left: JavaValue, right: JavaValue): JavaValue {
  if (!isNumber(left) || !isNumber(right)) return null;
  if ((operator === '/' || operator === '%') && Number(right) === 0) return null;
  if (typeof left === 'bigint' && typeof right === 'bigint') return wholeNumber(operator, left, right);
  return double(operator, Number(left), Number(right));
}

function wholeNumber(operator: '+' | '-' | '*' | '/' | '%', left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function double(operator: '+' | '-' | '*' | '/' | '%', left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function isNumber(value: JavaValue): value is JavaNumber {
  return typeof value === 'bigint' || typeof value === 'number';
}
