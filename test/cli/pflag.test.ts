import { describe, expect, test } from 'vitest'
import { normalise } from '../../src/cli/pflag.js'
import type { Flag } from '../../src/commands/command.js'

const flags: readonly Flag[] = [
  { name: 'output', short: 'o', type: 'string', description: '' },
  { name: 'namespace', short: 'n', type: 'string', description: '' },
  { name: 'watch', short: 'w', type: 'bool', description: '' },
  { name: 'all-namespaces', short: 'A', type: 'bool', description: '' },
  { name: 'no-headers', type: 'bool', description: '' },
  { name: 'dry-run', type: 'string', bare: 'unchanged', description: '' },
  { name: 'replicas', type: 'int', description: '' },
  { name: 'stdin', short: 'i', type: 'bool', description: '' },
  { name: 'tty', short: 't', type: 'bool', description: '' },
  { name: 'filename', short: 'f', type: 'strings', description: '' },
  { name: 'timeout', type: 'duration', description: '' },
]

const read = (line: string) => normalise(line.split(' '), flags)

describe('pflag', () => {
  test.each([
    ['pods -o=wide -n=kube', ['--output=wide', '--namespace=kube'], ['pods']],
    ['-o wide get pods', ['--output=wide'], ['get', 'pods']],
    ['pods -owide', ['--output=wide'], ['pods']],
    ['pods -wA --no-headers=true', ['--watch=true', '--all-namespaces=true', '--no-headers=true'], ['pods']],
    ['pods --watch=false -A=true', ['--watch=false', '--all-namespaces=true'], ['pods']],
    ['--dry-run deploy/x --replicas=3', ['--dry-run=unchanged', '--replicas=3'], ['deploy/x']],
    ['--dry-run=client x', ['--dry-run=client'], ['x']],
    ['-f - -f=a -fb', ['--filename=-', '--filename=a', '--filename=b'], []],
    ['pods -n -x', ['--namespace=-x'], ['pods']],
    ['--replicas -1', ['--replicas=-1'], []],
    ['--timeout 1m30s --timeout=0', ['--timeout=1m30s', '--timeout=0'], []],
  ])('%s', (line, expectedFlags, positional) => {
    const result = read(line)
    expect(result.flags).toEqual(expectedFlags)
    expect(result.positional).toEqual(positional)
    expect(result.dash).toBeUndefined()
  })

  test('everything behind -- is positional, and its place is kept', () => {
    expect(read('-it web -- ls -- -x')).toEqual({
      flags: ['--stdin=true', '--tty=true'],
      positional: ['web', 'ls', '--', '-x'],
      dash: 1,
    })
  })

  test.each([
    ['--bogus=1', 'unknown flag: --bogus'],
    ['-Z', "unknown shorthand flag: 'Z' in -Z"],
    ['-wZ', "unknown shorthand flag: 'Z' in -Z"],
    ['-o', "flag needs an argument: 'o' in -o"],
    ['--output', 'flag needs an argument: --output'],
    ['---x', 'bad flag syntax: ---x'],
    ['--=x', 'bad flag syntax: --=x'],
    ['--replicas=abc', 'invalid argument "abc" for "--replicas" flag: strconv.ParseInt: parsing "abc": invalid syntax'],
    ['--replicas=1.5', 'invalid argument "1.5" for "--replicas" flag: strconv.ParseInt: parsing "1.5": invalid syntax'],
    [
      '--watch=maybe',
      'invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    ['--timeout=5', 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
    ['--timeout=abc', 'invalid argument "abc" for "--timeout" flag: time: invalid duration "abc"'],
  ])('%s is refused', (line, message) => {
    expect(() => read(line)).toThrow(message)
  })
})
