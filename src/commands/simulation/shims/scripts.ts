/**
 * Small programs named `kubectl`, `curl`, `ssh`, … that stand first on PATH in a kubesim shell. They call this program;
 * what does not concern the cluster goes on to the real program of that name.
 */
import { join } from 'node:path'
import type { Context, Machine } from '../../command.js'
import { onStateFilesOnly } from '../../state-file.js'

/** Shim → the command line it stands for. */
const shims: Readonly<Record<string, string>> = {
  kubectl: '',
  curl: '__shim curl',
  wget: '__shim wget',
  ssh: '__shim ssh',
}

async function installShims(folder: string, machine: Machine): Promise<void> {
  for (const [name, words] of Object.entries(shims)) {
    const [file, content] =
      machine.platform === 'win32' ? windowsScript(name, words, machine) : posixScript(name, words, machine)
    await machine.writeScript(join(folder, file), content)
  }
}

function posixScript(name: string, words: string, { self }: Machine): [file: string, content: string] {
  const command = self.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  return [name, `#!/bin/sh\nKUBESIM_PROGRAM=kubectl exec ${command} ${words} "$@"\n`]
}

function windowsScript(name: string, words: string, { self }: Machine): [file: string, content: string] {
  // A batch file takes % for the beginning of a name, in quotes too.
  const command = self.map((word) => `"${word.replaceAll('%', '%%')}"`).join(' ')
  return [`${name}.cmd`, `@set KUBESIM_PROGRAM=kubectl\r\n@${command} ${words} %*\r\n`]
}

/** What a shell must have in its environment for the shims to be found and to mean this cluster. */
export async function shimEnvironment(context: Context): Promise<Record<string, string>> {
  const { files, machine } = context
  const folder = join(machine.home, 'shims')
  if (machine.state === '') throw onStateFilesOnly()
  await installShims(folder, machine)
  const separator = machine.platform === 'win32' ? ';' : ':'
  const rest = (files.environment.PATH ?? '').split(separator).filter((entry) => entry !== folder)
  return {
    PATH: [folder, ...rest].join(separator),
    KUBESIM_STATE: files.absolute(machine.state),
    KUBESIM_SHIMS: folder,
  }
}

/** The real program of a shim's name: the first on PATH outside the shims' folder. */
export function pathWithoutShims({ files, machine }: Context): string {
  const separator = machine.platform === 'win32' ? ';' : ':'
  return (files.environment.PATH ?? '')
    .split(separator)
    .filter((entry) => entry !== files.environment.KUBESIM_SHIMS)
    .join(separator)
}
