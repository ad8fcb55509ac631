import { describe, expect, test } from 'vitest'
import { shell, tryCommand } from '../place.js'

describe('text', () => {
  const files = { '/tmp/fruit': 'pear 3\napple 10\nfig 2\napple 10\n' }
  test.each<[script: string, output: string]>([
    ['sort /tmp/fruit', 'apple 10\napple 10\nfig 2\npear 3\n'],
    ['sort -u -r /tmp/fruit', 'pear 3\nfig 2\napple 10\n'],
    ['sort -k2 -n /tmp/fruit | head -n 1', 'fig 2\n'],
    ['uniq -c < /tmp/fruit | tail -n 1', '      1 apple 10\n'],
    ['cut -d " " -f 1 /tmp/fruit | tr a-z A-Z', 'PEAR\nAPPLE\nFIG\nAPPLE\n'],
    ['grep -c apple /tmp/fruit', '2\n'],
    ['grep -v apple /tmp/fruit', 'pear 3\nfig 2\n'],
    ['grep -n "^f" /tmp/fruit', '3:fig 2\n'],
    ['grep -o "[0-9]*$" /tmp/fruit | head -1', '3\n'],
    ['grep -E "pear|fig" /tmp/fruit', 'pear 3\nfig 2\n'],
    ['grep -q nothing /tmp/fruit; echo $?', '1\n'],
    ['sed s/apple/plum/ /tmp/fruit | grep -c plum', '2\n'],
    ['sed -n "2p" /tmp/fruit', 'apple 10\n'],
    ['sed "/apple/d" /tmp/fruit', 'pear 3\nfig 2\n'],
    ['echo a/b | sed "s#/#-#g"', 'a-b\n'],
    ['echo "John Smith" | sed -E "s/([A-Z][a-z]+) ([A-Z][a-z]+)/\\2 \\1/"', 'Smith John\n'],
    ['echo aXbX | sed "s/X/[&]/g"', 'a[X]b[X]\n'],
    ['echo a.b | sed "s/\\./\\n/; s/z*/-/"', '-a\nb\n'],
    ['echo ab | grep -oE "a|ab"', 'ab\n'],
    ['printf "abab\nabba\n" | grep -E "^(ab)\\1$"', 'abab\n'],
    ['echo Word-word | grep -oiw word', 'Word\nword\n'],
    [
      'echo a | grep "\\(" 2>&1; echo a | sed "s/\\(/x/" 2>&1 | cut -d : -f 1,2',
      "grep: bad regex '\\('\nsed: bad regex in 's/\\(/x/'\n",
    ],
    ['wc -l < /tmp/fruit', '4\n'],
    ['head -c 4 /tmp/fruit', 'pear'],
    ['tail -n +3 /tmp/fruit', 'fig 2\napple 10\n'],
    ['seq 3 | xargs echo', '1 2 3\n'],
    ['seq 2 | xargs -n1 echo n', 'n 1\nn 2\n'],
    ['echo "a:b:c" | tr : "\\n" | tail -1', 'c\n'],
    ['echo hello | tr -d l', 'heo\n'],
    ['echo -n x; echo -e "a\\tb"', 'xa\tb\n'],
    ['echo in | tee /tmp/out; cat /tmp/out', 'in\nin\n'],
  ])('%s', (script, output) => {
    expect(shell(script, { files }).out).toBe(output)
  })
})

describe('files', () => {
  test('directories, copies and removals', () => {
    const script =
      'mkdir -p /a/b; echo x > /a/b/f; cp /a/b/f /a/g; mv /a/g /a/h; ls /a; ls /a/b; rm -r /a/b; ls /a; rm /a/h; rmdir /a; ls -d /a'
    expect(shell(script)).toMatchObject({ out: 'b  h\nf\nh\n', err: 'ls: /a: No such file or directory\n', code: 1 })
  })

  test('what is missing is told as busybox and as GNU tell it', () => {
    expect(shell('cat /nope; rm /nope; mkdir /x/y').err).toBe(
      "cat: can't open '/nope': No such file or directory\nrm: can't remove '/nope': No such file or directory\nmkdir: can't create directory '/x/y': No such file or directory\n",
    )
    expect(shell('cat /nope; rm /nope; ls /nope', { image: 'debian' }).err).toBe(
      "cat: /nope: No such file or directory\nrm: cannot remove '/nope': No such file or directory\nls: cannot access '/nope': No such file or directory\n",
    )
  })

  test('the root directory, on a terminal in one line', () => {
    expect(tryCommand(['ls', '/'], { terminal: { in: true, out: true } }).out).toBe(
      'bin  dev  etc  home  lib  lib64  proc  root  sys  tmp  usr  var\n',
    )
  })
})

describe('system', () => {
  test.each<[argv: string, output: string]>([
    ['hostname', 'web-1\n'],
    ['hostname -i', '10.244.1.7\n'],
    ['whoami', 'root\n'],
    ['id', 'uid=0(root) gid=0(root) groups=0(root)\n'],
    ['uname', 'Linux\n'],
    ['date', 'Fri Nov 20 12:00:00 UTC 2026\n'],
    ['date +%Y-%m-%dT%H:%M:%S', '2026-11-20T12:00:00\n'],
    ['date -d @0 +%s', '0\n'],
    ['printenv HOME', '/root\n'],
    ['env -i A=1 printenv', 'A=1\n'],
    ['basename /a/b.txt .txt', 'b\n'],
    ['dirname /a/b.txt', '/a\n'],
    ['which wget', '/usr/bin/wget\n'],
  ])('%s', (argv, output) => {
    expect(tryCommand(argv.split(' ')).out).toBe(output)
  })

  test.each<[condition: string, code: number]>([
    ['-f /etc/passwd', 0],
    ['-d /etc', 0],
    ['-e /nope', 1],
    ['1 -lt 2', 0],
    ['2 -le 1', 1],
    ['a = a -a b != c', 0],
    ['! a = a', 1],
    ['-z ""', 0],
    ['""', 1],
    ['x -eq 1', 2],
  ])('[ %s ]', (condition, code) => {
    expect(shell(`[ ${condition} ]`).code).toBe(code)
  })

  test('sleep refuses what is no time', () => {
    expect(shell('sleep abc')).toMatchObject({ err: "sleep: invalid number 'abc'\n", code: 1 })
    expect(tryCommand(['sleep', 'infinity']).slept).toBe(Number.POSITIVE_INFINITY)
  })

  test('commands that an image lacks', () => {
    expect(tryCommand(['curl', 'x']).code).toBe(127)
    expect(tryCommand(['wget', 'x'], { image: 'nginx' }).code).toBe(127)
    expect(tryCommand(['sh'], { image: 'registry.k8s.io/pause:3.10' }).code).toBe(127)
  })
})
