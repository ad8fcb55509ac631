/** Golden pairs for kinds and loops, in `<kind>/<case>/`; one runner plays all. `playing.ts` says what stands in them. */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { play, readCase } from './playing.js'

const foldersIn = (path: string) => readdirSync(path).filter((name) => statSync(join(path, name)).isDirectory())
const files = ['input.yaml', 'life.yaml']

describe.each(foldersIn(import.meta.dirname))('%s', (kind) => {
  test.each(foldersIn(join(import.meta.dirname, kind)))('%s', async (name) => {
    const folder = join(import.meta.dirname, kind, name)
    const played = readCase(folder)
    for (const file of files) expect(readdirSync(folder), `${file} is missing`).toContain(file)
    const others = readdirSync(folder).filter((file) => !files.includes(file) && !played.life.includes(` ${file}`))
    expect(others, 'files that nothing is done with').toEqual([])
    const seen = await play(played)
    if (process.env.KUBESIM_LIFE === 'write') writeFileSync(join(folder, 'life.yaml'), seen)
    else expect(seen).toBe(played.life)
  })
})
