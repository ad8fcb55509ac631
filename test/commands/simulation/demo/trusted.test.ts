import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { localFiles } from '../../../../src/process/files.js'
import { labFolder, playLab, secret } from './playing.js'

test('a lab that is trusted works with the machine; its paths are those beside it', async () => {
  const place = labFolder()
  try {
    const lines = [
      '$ kubesim create cm x --from-file=../secret',
      '$ kubesim get cm x -o jsonpath={.data}',
      `~ ${secret}`,
      '$ kubesim run web --image=nginx',
      '$ kubesim cp web:/etc/hostname made',
      '$ kubesim cluster create own',
      '$ kubesim --context=own get ns default',
      '~ default +Active',
      `$ kubesim --state=${join(place.root, 'other.json')} create cm y`,
      '$ kubesim get cm y',
      '! 1',
    ]
    const { shown, exitCode } = await playLab(place, `# A step\n${lines.join('\n')}\n`, { trust: true })
    expect(shown).not.toContain('✗')
    expect(exitCode).toBe(0)
    expect(existsSync(join(place.folder, 'made'))).toBe(true)
    expect(existsSync(join(place.root, 'home', 'clusters', 'own.json'))).toBe(true)
  } finally {
    place.remove()
  }
})

test('a pipe is looked at without waiting for it, and no file of a lab', async () => {
  const place = labFolder()
  try {
    const pipe = join(place.folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await localFiles({}).entry(pipe)).toEqual({ realPath: pipe, kind: 'other', size: 0 })
    const { shown } = await playLab(place, '# A step\n$ kubesim create cm x --from-file=pipe\n! 1')
    expect(shown).toContain('which is no file')
  } finally {
    place.remove()
  }
})
