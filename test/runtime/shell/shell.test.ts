// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts
import { describe, expect, test } from 'vitest'
import { parseShell } from '../../../src/runtime/shell/parser.js'
import { SyntaxFault, Unfinished } from '../../../src/runtime/shell/syntax.js'
import { shell, tryCommand } from '../place.js'

describe('scripts', () => {
  test.each<[script: string, output: string]>([
    ['echo one; echo two && echo three || echo never', 'one\ntwo\nthree\n'],
    ['false || echo yes; false && echo no; echo $?', 'yes\n1\n'],
    ['! true; echo $?', '1\n'],
    ['for i in 1 2 3; do echo $i; done', '1\n2\n3\n'],
    ['for f in a "b c"; do echo "<$f>"; done', '<a>\n<b c>\n'],
    ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i', '3\n'],
    ['until false; do echo once; break; done', 'once\n'],
    ['for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done', '1\n3\n'],
    ['if [ -f /nope ]; then echo a; elif true; then echo b; else echo c; fi', 'b\n'],
    ['case web-1 in db-*) echo db;; web-?|api) echo web;; *) echo other;; esac', 'web\n'],
    ['greet() { echo "hello $1"; return 3; }; greet you; echo $?', 'hello you\n3\n'],
    ['A=1; (A=2; echo $A); echo $A', '2\n1\n'],
    ['{ echo a; echo b; } | wc -l', '2\n'],
    ['echo "$(echo inner; echo more)"', 'inner\nmore\n'],
    ['echo `echo old`', 'old\n'],
    ['echo $((2 + 3 * 4)) $(( (1 < 2) ? 10 : 20 ))', '14 10\n'],
    ['set -- a b c; echo $# $2 "$@"; shift; echo $1', '3 b a b c\nb\n'],
    ['X=file.tar.gz; echo ${X%.gz} ${X##*.} ${X#file.} ${#X}', 'file.tar gz tar.gz 11\n'],
    ['unset X; echo ${X:-none} ${X:=set} $X ${X:+there}', 'none set set there\n'],
    ['A=outer; A=inner env | grep ^A=; echo $A', 'A=inner\nouter\n'],
    ['echo \'single $HOME\' "double $HOME" back\\ slash', 'single $HOME double /root back slash\n'],
    ['echo a   b    c', 'a b c\n'],
    ['X="a  b"; echo $X "$X"', 'a b a  b\n'],
    ['cat <<EOF\nhost $HOSTNAME\nEOF', 'host web-1\n'],
    ["cat <<'EOF'\nraw $HOSTNAME\nEOF", 'raw $HOSTNAME\n'],
    ['echo gone > /dev/null; echo bad >&2 2>/dev/null; echo left', 'left\n'],
    ['echo one > /tmp/f; echo two >> /tmp/f; cat < /tmp/f', 'one\ntwo\n'],
    ['ls /nope 2>&1 | head -1', 'ls: /nope: No such file or directory\n'],
    ['echo seen > /dev/stdout; echo unseen > /dev/stderr', 'seen\n'],
    ['(echo seen >> /dev/stderr) 2>&1 | tr s S', 'Seen\n'],
    ['x=a/b/c; echo ${x#*/} ${x##*/} ${x%/*} ${x%%/*} ${x#?/} ${x%z}', 'b/c c a/b a b/c a/b/c\n'],
    ["printf '%3d|%-3s|%s%%\\n' 7 a b 8", '  7|a  |b%\n  8|   |%\n'],
    ['printf "%s=%d\\n" a 1 b 2', 'a=1\nb=2\n'],
    ['read a b <<X\nfirst second third\nX\necho "$b"', 'second third\n'],
    ['yes | head -n 2', 'y\ny\n'],
    ['echo b; trap "echo bye" EXIT; exec echo last; echo never', 'b\nlast\n'],
    ['eval "echo \\$HOSTNAME"', 'web-1\n'],
    ['cd /etc && pwd; cd /nope 2>/dev/null; echo $?', '/etc\n1\n'],
    [
      'touch /tmp/a.txt /tmp/b.txt; cd /tmp; echo *.txt; echo /tmp/?.txt; echo *.md',
      'a.txt b.txt\n/tmp/a.txt /tmp/b.txt\n*.md\n',
    ],
  ])('%s', (script, output) => {
    expect(shell(script).out).toBe(output)
  })

  test('exit ends the script with its code', () => {
    expect(shell('echo a; exit 7; echo b')).toMatchObject({ out: 'a\n', code: 7 })
    expect(shell('(exit 3); echo $?')).toMatchObject({ out: '3\n', code: 0 })
  })

  test('set -e ends at the first failure, except where it is tested', () => {
    expect(shell('set -e; false || true; if false; then :; fi; echo here; false; echo never')).toMatchObject({
      out: 'here\n',
      code: 1,
    })
  })

  test('sleep takes its time and an endless loop is not run for ever', () => {
    expect(shell('for i in 1 2 3; do sleep 2; done; sleep 0.5; sleep 1m').slept).toBe(66_500)
    expect(shell('while true; do :; done').slept).toBe(Number.POSITIVE_INFINITY)
    expect(shell('f() { f; }; f').err).toContain('maximum nesting level')
  })

  test('variables named like parts of JavaScript objects are nothing special', () => {
    expect(shell('__proto__=1; constructor=2; echo $__proto__ $constructor ${toString:-unset}').out).toBe('1 2 unset\n')
    expect(shell('hasOwnProperty').err).toBe('sh: hasOwnProperty: not found\n')
  })
})

describe('what a shell says of what it cannot do', () => {
  test.each<[image: string, name: string, script: string, said: string, code: number]>([
    ['busybox', 'sh', 'foo', 'sh: foo: not found\n', 127],
    ['debian', 'sh', 'foo', 'sh: 1: foo: not found\n', 127],
    ['debian', 'bash', 'foo', 'bash: line 1: foo: command not found\n', 127],
    ['debian', 'bash', './foo', 'bash: line 1: ./foo: No such file or directory\n', 127],
    ['busybox', 'sh', 'echo x > /nope/f', "sh: can't create /nope/f: nonexistent directory\n", 1],
    ['debian', 'sh', 'cat < /nope', 'sh: 1: cannot open /nope: No such file\n', 2],
    ['debian', 'bash', 'cd /nope', 'bash: line 1: cd: /nope: No such file or directory\n', 1],
    ['busybox', 'sh', 'if true', 'sh: syntax error: unexpected end of file\n', 2],
    ['debian', 'bash', 'echo )', "bash: line 1: syntax error near unexpected token `)'\n", 2],
    ['busybox', 'sh', 'curl -s localhost', 'sh: curl: not found\n', 127],
  ])('%s %s: %s', (image, name, script, said, code) => {
    expect(tryCommand([name, '-c', script], { image })).toMatchObject({ err: said, code })
  })
})

describe('an interactive shell', () => {
  const terminal = { in: true, out: true }

  test('prompts as its system does', () => {
    const busybox = tryCommand(['sh'], { stdin: 'cd /etc\nfor i in 1 2\ndo echo $i\ndone\nexit\n', terminal })
    expect(busybox.err).toBe('/ # /etc # > > /etc # ')
    expect(busybox.out).toBe('1\n2\n')
    const bash = tryCommand(['bash'], { image: 'debian', stdin: 'cd\nfoo\n', terminal })
    expect(bash.err).toBe('root@web-1:/# root@web-1:~# bash: foo: command not found\nroot@web-1:~# exit\n')
    expect(tryCommand(['sh'], { image: 'debian', stdin: 'exit\n', terminal }).err).toBe('# ')
    expect(tryCommand(['bash'], { image: 'bretfisher/netshoot', stdin: 'exit\n', terminal }).err).toBe(
      'bash-5.1# exit\n',
    )
  })

  test('goes on after an error and ends with the last status', () => {
    expect(tryCommand(['sh'], { stdin: 'echo a\n)\necho b\nfalse\n', terminal })).toMatchObject({
      out: 'a\nb\n',
      code: 1,
    })
  })

  test('without a terminal reads a program from its input, without prompts', () => {
    expect(tryCommand(['bash'], { image: 'debian', stdin: 'cat\nthe rest is read by cat\n' })).toMatchObject({
      out: 'the rest is read by cat\n',
      err: '',
    })
  })
})

describe('the parser', () => {
  test.each([
    'for i in 1',
    'while true; do',
    'echo "',
    "echo '",
    '$(echo',
    '`echo',
    'cat <<EOF\nx',
    'a &&',
    'a |',
    '{ a;',
    '(a',
    'case x in',
    'f() {',
    'if a; then b; else',
    'echo ${X',
    'echo $((1',
  ])('wants more of: %s', (text) => {
    expect(() => parseShell(text)).toThrow(Unfinished)
  })

  test.each([')', 'a;; b', 'done', 'if a; fi', '| a', '&& b', 'for 1 in a; do b; done', '<'])('refuses: %s', (text) => {
    expect(() => parseShell(text)).toThrow(/./)
    expect(() => parseShell(`${text}\n`)).toThrow(SyntaxFault)
  })

  test('comments and line breaks', () => {
    expect(shell('echo a # not this\n# nor this\necho b\\\nc; echo d#e').out).toBe('a\nbc\nd#e\n')
  })
})

test('a text that is no script ends a shell that evaluates it, and not one of bash', () => {
  const script = 'eval "("; echo $?'
  expect(shell(script)).toMatchObject({ out: '', err: 'sh: syntax error: unexpected end of file\n', code: 2 })
  expect(shell('. /bad; echo $?', { files: { '/bad': 'if' } })).toMatchObject({ out: '', code: 2 })
  expect(tryCommand(['bash', '-c', script], { image: 'debian' })).toMatchObject({ out: '2\n', code: 0 })
})
