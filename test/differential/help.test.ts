/** That the facts about kubectl's commands and flags, which tell what we lack, are what kubectl's own help says. */
import { describe, expect, test } from 'vitest'
import { commandFacts } from '../../src/cli/kubectl-commands.js'
import { modeOf } from './compare.js'
import { findKubectl } from './kubectl.js'
import { start } from './programs.js'

const kubectl = findKubectl()

const help = async (words: readonly string[]) => {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent' }
  return (await start({ path: kubectl!, words, options: { env } })).stdout
}

/** Words below a heading that lists commands. */
function commandsIn(text: string): string[] {
  const sections = text.matchAll(/^(?:[A-Z][\w ()]*Commands(?: \(\w+\))?|Available Commands):\n((?: {2}\S.*\n)+)/gm)
  return [...sections].flatMap(([, lines]) => [...lines!.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name!))
}

function flagsIn(text: string): string[] {
  const flags = text.matchAll(/^ {4}(?:-(\w), )?--([\w-]+)=.*:$/gm)
  return [...flags].map(([, short, name]) => (short === undefined ? name! : `${name},${short}`)).sort()
}

async function tree(words: readonly string[]): Promise<[path: string, flags: string[]][]> {
  const text = await help([...words, '--help'])
  const below = await Promise.all(commandsIn(text).map((name) => tree([...words, name])))
  return [[words.join(' '), flagsIn(text)], ...below.flat()]
}

/** Each command costs a tenth of a second. */
describe.runIf(kubectl !== undefined && modeOf(process.env) === 'all')("kubectl's help", () => {
  test('has the commands and flags that are held to be its', { timeout: 120_000 }, async () => {
    const found = Object.fromEntries(await tree([]))
    found[''] = flagsIn(await help(['options']))
    // It takes this one still, and says that it has had its day.
    found.autoscale?.push('cpu-percent')
    const facts = Object.entries(commandFacts).map(([path, flags]) => [path, flags.split(' ').filter(Boolean).sort()])
    const theirs = Object.entries(found).map(([path, flags]) => [path, [...flags].sort()])
    expect(Object.fromEntries(facts)).toEqual(Object.fromEntries(theirs))
  })
})
