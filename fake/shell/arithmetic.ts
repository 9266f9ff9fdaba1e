const operators: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** The value of `$((…))`: integers, variables, the operators that scripts use. Names without a value are 0. */
export function arithmetic(text: string, valueOf: (name: string) => string): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\|\||&&|==|!=|<=|>=|[-+*/%<>!()]/g) ?? [];
  let at = 0;
  const binary = (level: number): number => {
    const known = operators[level];
    if (known === undefined) return unary();
    let left = binary(level + 1);
    for (let token = tokens[at] ?? ''; known.includes(token); token = tokens[at] ?? '') {
      at += 1;
      left = apply(token, left, binary(level + 1));
    }
    return left;
  };
  const unary = (): number => {
    const token = tokens[at] ?? '0';
    at += 1;
    if (token === '-') return -unary();
    if (token === '+') return unary();
    if (token === '!') return unary() === 0 ? 1 : 0;
    if (token === '(') {
      const value = binary(0);
      at += 1;
      return value;
    }
    return /^\d/.test(token) ? Number.parseInt(token, 10) : Number(valueOf(token)) || 0;
  };
  return binary(0);
}

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? 0 : Math.trunc(left / right);
    case '%':
      return right === 0 ? 0 : left % right;
    case '||':
      return left !== 0 || right !== 0 ? 1 : 0;
    case '&&':
      return left !== 0 && right !== 0 ? 1 : 0;
    default:
      return compare(operator, left, right) ? 1 : 0;
  }
}

function compare(operator: string, left: number, right: number): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  return operator === '<=' ? left <= right : left >= right;
}
