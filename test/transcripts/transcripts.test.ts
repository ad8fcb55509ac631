import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { playTranscript } from './session.js'

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'))

describe('transcripts', () => {
  test.each(files)('%s', (name) => playTranscript(join(import.meta.dirname, name)))
})
