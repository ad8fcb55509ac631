/** Opens texts in the user's editor (kubectl `pkg/cmd/util/editor/editor.go`). */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { Context } from '../../command.js'

export interface Edited {
  readonly text: string
  /** Where it lies until somebody removes it. */
  readonly path: string
}

/** Puts the text into a temporary file and waits until the editor is closed; throws when it fails. */
export async function openEditor(text: string, extension: string, context: Context): Promise<Edited> {
  const { machine, files, io, program } = context
  const path = await machine.makeTemporaryFile(`${program}-edit-`, extension)
  await files.write(path, text)
  await io.flush()
  const { words, shell } = editorOf(files.environment, machine.platform)
  const [command = '', ...options] = words
  const last = options.at(-1) ?? ''
  const args = shell ? [...options.slice(0, -1), `${last} ${goQuote(path)}`] : [...options, path]
  const code = await machine.run(command, args)
  if (code === 127 && !shell) throw new UsageError(`unable to launch the editor ${goQuote(words.join(' '))}`)
  if (code !== 0) throw new UsageError(`there was a problem with the editor ${goQuote(words.join(' '))}`)
  return { text: await files.read(path), path }
}

/** KUBE_EDITOR, EDITOR or vi; with quotes in it, it is the shell's to read. */
function editorOf(environment: Context['files']['environment'], platform: string) {
  const windows = platform === 'win32'
  const editor = environment.KUBE_EDITOR || environment.EDITOR || (windows ? 'notepad' : 'vi')
  if (!/["'\\]/.test(editor) || !editor.includes(' ')) return { words: editor.split(' '), shell: false }
  const shell = environment.SHELL || (windows ? 'cmd' : '/bin/bash')
  return { words: [shell, shell === 'cmd' ? '/C' : '-c', editor], shell: true }
}
