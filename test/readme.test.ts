/** What the README shows is run as it stands. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Cluster } from '../src/index.js'

const root = resolve(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)![1]!

describe('README', () => {
  test('the example of the library prints what its comment says', () => {
    const code = block('js')
    const wanted = /console\.log\(.*\) \/\/ (.*)/.exec(code)![1]
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' })
    expect(printed.trim()).toBe(wanted)
  })

  test('the commands of the first five minutes work', async () => {
    const cluster = await Cluster.open({ create: { clock: 'virtual' } })
    const lines = block('console')
      .split('\n')
      .filter((line) => line.startsWith('$ npx kubesim '))
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines) {
      const command = line.replace(/ {2,}#.*$/, '').slice('$ npx kubesim '.length)
      // A shell in a pod reads from the terminal; here it finds the end of its input at once.
      const words = await wordsOf(command.replace('run -it', 'run -i'), cluster)
      const { exitCode, stderr } = await cluster.run(words)
      expect(exitCode, `${line}\n${stderr}`).toBe(0)
    }
    await cluster.close()
  })

  test('the paths that it names are there', () => {
    const named = [...readme.matchAll(/`((?:src|bin|test|fixtures)\/[^`* ]*|[\w.]+\.config\.mjs)`/g)].map(
      ([, path]) => path!,
    )
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

/** Words of a command line, `$(npx kubesim …)` in it replaced by what that prints. */
async function wordsOf(line: string, cluster: Awaited<ReturnType<typeof Cluster.open>>): Promise<string[]> {
  const inner = /\$\(npx kubesim (.*)\)/.exec(line)
  const filled = inner === null ? line : line.replace(inner[0], (await cluster.run(split(inner[1]!))).stdout)
  return split(filled)
}

const split = (line: string) => (line.match(/(?:'[^']*'|\S)+/g) ?? []).map((word) => word.replaceAll("'", ''))
