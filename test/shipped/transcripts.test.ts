/** The transcripts once more, each command a process of the installed program, on each of the chosen Nodes. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { playTranscript, type Setting, type Typist } from '../transcripts/session.js'
import { chosenNodes, type Installation, install, type Node, nodes, root } from './installation.js'

const folder = join(root, 'test', 'transcripts')
const transcripts = readdirSync(folder).filter((name) => name.endsWith('.txt'))

// A thousand processes take minutes: only where somebody asks for them.
describe.runIf(chosenNodes !== undefined)('transcripts', () => {
  let installation: Installation
  beforeAll(async () => {
    installation = await install()
  })
  afterAll(() => installation.remove())

  async function sitDown(node: Node, { clock, seed, pace }: Setting): Promise<Typist> {
    const user = installation.user(node, root)
    const made = await user.run(['cluster', 'create', 'default', '--clock', clock, '--seed', seed, '--pace', pace])
    expect(made).toMatchObject({ stderr: '', exitCode: 0 })
    return {
      type: async (words, stdin) => {
        const { exitCode, ...written } = await user.run(words, stdin)
        return { ...written, exitCode: exitCode ?? -1 }
      },
      leave: async () => {},
    }
  }

  describe.each(nodes)('on $name', (node) => {
    test.concurrent.each(transcripts)('%s', { timeout: 600_000 }, (name) =>
      playTranscript(join(folder, name), (setting) => sitDown(node, setting)),
    )
  })
})
