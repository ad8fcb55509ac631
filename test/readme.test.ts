/** What the README shows is run as it stands. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
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
})

describe.each(['README.md', 'test/README.md', '.github/SECURITY.md'])('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const folder = dirname(join(root, page))
  const isThere = (path: string) => existsSync(join(root, path)) || existsSync(join(folder, path))

  test('the files that it names are there', () => {
    const named = [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]*)+|[\w.-]+\.config\.mjs)`/g)].map(([, path]) => path!)
    // What the build makes, and folders that are told by what stands around them.
    const files = named.filter(
      (path) => /^(src|bin|test|fixtures|\.\w+)\/|\.config\.mjs$/.test(path) || page === 'test/README.md',
    )
    expect(files.length).toBeGreaterThan(10)
    expect(files.filter((path) => !isThere(path))).toEqual([])
  })

  test('the pages that it links are there', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, path]) => path!)
    expect(links.filter((path) => !/^https?:/.test(path) && !existsSync(join(folder, path)))).toEqual([])
  })
})

/** Words of a command line, `$(npx kubesim …)` in it replaced by what that prints. */
async function wordsOf(line: string, cluster: Awaited<ReturnType<typeof Cluster.open>>): Promise<string[]> {
  const inner = /\$\(npx kubesim (.*)\)/.exec(line)
  const filled = inner === null ? line : line.replace(inner[0], (await cluster.run(split(inner[1]!))).stdout)
  return split(filled)
}

const split = (line: string) => (line.match(/(?:'[^']*'|\S)+/g) ?? []).map((word) => word.replaceAll("'", ''))
