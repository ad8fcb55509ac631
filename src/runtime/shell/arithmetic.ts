/** Evaluates `$((…))` over whole numbers of 64 bits, which wrap around; throws an Error with the reason. */
export function evaluateArithmetic(text: string, variable: (name: string) => string): bigint {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%()<>!?:~&|^]|\S/g) ?? []
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
    ['**'],
  ]

  function ternary(): bigint {
    const condition = binary(0)
    if (tokens[at] !== '?') return condition
    at++
    const yes = ternary()
    if (tokens[at++] !== ':') throw new Error('arithmetic syntax error')
    const no = ternary()
    return condition !== 0n ? yes : no
  }

  function binary(level: number): bigint {
    const operators = levels[level]
    if (operators === undefined) return unary()
    let left = binary(level + 1)
    for (let operator = tokens[at]; operator !== undefined && operators.includes(operator); operator = tokens[at]) {
      at++
      left = apply(operator, left, binary(level + 1))
    }
    return left
  }

  function unary(): bigint {
    const token = tokens[at++]
    if (token === '-') return wrapped(-unary())
    if (token === '+') return unary()
    if (token === '!') return unary() === 0n ? 1n : 0n
    if (token === '~') return ~unary()
    if (token === '(') {
      const inside = ternary()
      if (tokens[at++] !== ')') throw new Error('arithmetic syntax error')
      return inside
    }
    if (token !== undefined && /^\d/.test(token)) return numberOf(token)
    if (token !== undefined && /^[A-Za-z_]/.test(token)) return numberOf(variable(token).trim())
    throw new Error('arithmetic syntax error')
  }

  if (tokens.length === 0) return 0n
  const result = ternary()
  if (at < tokens.length) throw new Error('arithmetic syntax error')
  return result
}

/** Nobody writes longer numbers; those that do not fit are the largest there is (`strtoull`, and then as signed). */
const LONGEST_NUMBER = 20
const LARGEST = 2n ** 64n - 1n

function numberOf(text: string): bigint {
  const [, sign, digits = '0'] = /^([-+]?)(\d+)/.exec(text) ?? []
  const significant = digits.replace(/^0+(?=\d)/, '')
  const value = significant.length > LONGEST_NUMBER ? LARGEST : BigInt(significant)
  const signed = wrapped(value > LARGEST ? LARGEST : value)
  return sign === '-' ? wrapped(-signed) : signed
}

const wrapped = (value: bigint) => BigInt.asIntN(64, value)
const truth = (value: boolean) => (value ? 1n : 0n)

function apply(operator: string, left: bigint, right: bigint): bigint {
  if ((operator === '/' || operator === '%') && right === 0n) throw new Error('divide by zero')
  if (operator === '**' && right < 0n) throw new Error('exponent less than 0')
  const result = operations[operator]?.(left, right) ?? 0n
  return wrapped(result)
}

const operations: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '**': power,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  // A processor shifts by the last six bits.
  '<<': (left, right) => left << (right & 63n),
  '>>': (left, right) => left >> (right & 63n),
  '&': (left, right) => left & right,
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
  '&&': (left, right) => truth(left !== 0n && right !== 0n),
  '||': (left, right) => truth(left !== 0n || right !== 0n),
}

/** By squares, so that no number grows longer than they all are. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = wrapped(result * square)
    square = wrapped(square * square)
  }
  return result
}
