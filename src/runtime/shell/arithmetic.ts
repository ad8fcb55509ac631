/** Evaluates `$((…))` over whole numbers; throws an Error with the reason. */
export function evaluateArithmetic(text: string, variable: (name: string) => string): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%()<>!?:~&|^]|\S/g) ?? []
  let at = 0
  const levels: readonly (readonly string[])[] = [
    ['||'],
    ['&&'],
    ['|'],
    ['^'],
    ['&'],
    ['==', '!='],
    ['<', '<=', '>', '>='],
    ['<<', '>>'],
    ['+', '-'],
    ['*', '/', '%'],
  ]

  function ternary(): number {
    const condition = binary(0)
    if (tokens[at] !== '?') return condition
    at++
    const yes = ternary()
    if (tokens[at++] !== ':') throw new Error('arithmetic syntax error')
    const no = ternary()
    return condition !== 0 ? yes : no
  }

  function binary(level: number): number {
    const operators = levels[level]
    if (operators === undefined) return unary()
    let left = binary(level + 1)
    for (let operator = tokens[at]; operator !== undefined && operators.includes(operator); operator = tokens[at]) {
      at++
      left = apply(operator, left, binary(level + 1))
    }
    return left
  }

  function unary(): number {
    const token = tokens[at++]
    if (token === '-') return -unary()
    if (token === '+') return unary()
    if (token === '!') return unary() === 0 ? 1 : 0
    if (token === '~') return ~unary()
    if (token === '(') {
      const inside = ternary()
      if (tokens[at++] !== ')') throw new Error('arithmetic syntax error')
      return inside
    }
    if (token !== undefined && /^\d/.test(token)) return Number(token)
    if (token !== undefined && /^[A-Za-z_]/.test(token)) return Math.trunc(Number(variable(token))) || 0
    throw new Error('arithmetic syntax error')
  }

  if (tokens.length === 0) return 0
  const result = ternary()
  if (at < tokens.length) throw new Error('arithmetic syntax error')
  return result
}

function apply(operator: string, left: number, right: number): number {
  if ((operator === '/' || operator === '%') && right === 0) throw new Error('divide by zero')
  const results: Record<string, () => number> = {
    '+': () => left + right,
    '-': () => left - right,
    '*': () => left * right,
    '/': () => Math.trunc(left / right),
    '%': () => left % right,
    '==': () => Number(left === right),
    '!=': () => Number(left !== right),
    '<': () => Number(left < right),
    '<=': () => Number(left <= right),
    '>': () => Number(left > right),
    '>=': () => Number(left >= right),
    '<<': () => left << right,
    '>>': () => left >> right,
    '&': () => left & right,
    '|': () => left | right,
    '^': () => left ^ right,
    '&&': () => Number(left !== 0 && right !== 0),
    '||': () => Number(left !== 0 || right !== 0),
  }
  return results[operator]?.() ?? 0
}
