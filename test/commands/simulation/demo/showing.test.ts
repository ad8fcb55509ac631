import { afterAll, expect, test } from 'vitest'
import { labFolder, playLab } from './playing.js'

const place = labFolder()
afterAll(() => place.remove())

test('nothing that a lab shows is obeyed by the terminal', async () => {
  const { shown } = await playLab(
    place,
    [
      '# \u001b]0;title\u0007 \u009b31m \u202e',
      '> say \u001b[2J\u0008',
      '$ kubesim create cm a --from-literal=x="\u001b[31mred"',
      '$ kubesim get cm a -o jsonpath={.data.x}',
      '= \u001b[31mred',
      '= \u001b[32mgreen',
      '~ \u001b\\[33m',
      '$ kubesim run a --image=busybox --rm -i --restart=Never -- printf "a\\rb\\033[1m\\n"',
      '$ kubesim get \u001b[2J',
    ].join('\n'),
  )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
  expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\udc80-\udcff]/)
  expect(shown).toContain('\n^[]0;title^G \\u009b31m \\u202e\n')
  expect(shown).toContain('\nsay ^[[2J^H\n')
  expect(shown).toContain('\n^[[31mred')
  expect(shown).toContain('✗ expected the line: ^[[32mgreen\n✗ expected: ^[\\[33m\n')
  expect(shown).toContain('a\\rb^[[1m\n')
})

test('patterns take no longer than the output is long', async () => {
  const { shown, exitCode } = await playLab(
    place,
    [
      '# Step',
      `$ kubesim create cm a --from-literal=x=${'a'.repeat(60)}!`,
      '$ kubesim get cm a -o jsonpath={.data.x}',
      '~ ^(a+)+$',
      '~ ^(a|a)*$',
      '~ ^a+!$',
      '$ kubesim get ns -o name',
      '~ ^namespace/default\\n(?s:.*)namespace/kube-system\\n\\z',
    ].join('\n'),
  )
  expect(shown).toContain('✗ expected: ^(a+)+$\n✗ expected: ^(a|a)*$\n$ ')
  expect(exitCode).toBe(1)
})

test('names that stand for twice themselves come to an end, and so does output', async () => {
  const doubled = ["@ x $ kubesim create cm x --from-literal=x='$x$x' --dry-run=client -o jsonpath={.data.x}"]
  const grown = playLab(
    place,
    ['# Step', '@ x $ kubesim version --client', ...Array.from({ length: 40 }, () => doubled)].flat().join('\n'),
  )
  await expect(grown).rejects.toThrow("a lab's command line has at most 2097152 letters")
  const kept = (name: number) =>
    `@ n${name} $ kubesim create cm x --from-literal=x=$big --dry-run=client -o jsonpath={.data.x}`
  const many = playLab(
    place,
    [
      '# Step',
      `@ big $ kubesim create cm x --from-literal=x=${'x'.repeat(500_000)} --dry-run=client -o jsonpath={.data.x}`,
      ...[1, 2, 3, 4].map(kept),
    ].join('\n'),
  )
  await expect(many).rejects.toThrow('a lab keeps at most 2097152 letters of what commands print')
  const { shown } = await playLab(
    place,
    '# Step\n$ kubesim run a --image=busybox --rm -i --restart=Never -- seq 1 1000000\n~ prints at most',
  )
  expect(shown.length).toBeLessThan(2_200_000)
  expect(shown).toContain("error: a lab's command prints at most 2097152 letters\n")
})

test('a lab that is interrupted ends', async () => {
  const interrupt = new AbortController()
  const playing = playLab(place, '# Step\n$ kubesim get pods -w\n$ kubesim get pods', { signal: interrupt.signal })
  setTimeout(() => interrupt.abort(), 20)
  expect(await playing).toMatchObject({ exitCode: 130 })
})
