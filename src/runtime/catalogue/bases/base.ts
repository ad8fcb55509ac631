/** The system an image is built on: what shell it has, which commands, what its files say. */
export interface Base {
  readonly name: string
  /** Shells by command name. None: there is nothing to exec into. */
  readonly shells: Readonly<Record<string, ShellFlavour>>
  readonly commands: readonly string[]
  readonly files: Readonly<Record<string, string>>
  /** Directories of `/`. */
  readonly directories: readonly string[]
  /** Whose nslookup, wget, ping and the like it has. */
  readonly tools: 'busybox' | 'gnu'
}

/** How a shell prompts and complains. */
export type ShellFlavour = 'ash' | 'dash' | 'bash'
