import type { Socket } from 'node:net'
import type { Client } from '../api/contract/client.js'
import type { User } from '../api/contract/user.js'
import type { Cluster } from '../cluster/cluster.js'
import type { Clusters } from '../cluster/home.js'
import type * as Http from '../http/index.js'
import type { RemoteClient } from '../http/remote/client.js'
import type { writeServedKubeconfig } from '../kubeconfig/served.js'
import type { Chance } from '../simulation/random.js'
import type { postNotice } from '../store/disks/server-notice.js'
import type { Heading } from './headings.js'

/** A flag, as pflag knows it. Flags that several commands share are values, composed into their lists. */
export interface Flag {
  /** `output`; long form without dashes. */
  readonly name: string
  readonly short?: string
  /** `strings` is given several times, a `list` also with commas (pflag's StringArray and StringSlice). */
  readonly type: 'bool' | 'string' | 'strings' | 'list' | 'int' | 'int32' | 'duration'
  /** As help prints it; also the value when the flag is absent. */
  readonly default?: string
  /** The value of the bare flag (pflag's NoOptDefVal), as `unchanged` for --dry-run; bools have `true`. */
  readonly bare?: string
  readonly description: string
  /** What it may be, for completion. */
  readonly values?: readonly string[]
  readonly hidden?: boolean
  readonly required?: boolean
  /** Printed as `Flag --generator has been deprecated, …` when used. */
  readonly deprecated?: string
}

/** The parsed command line of one command. */
export interface Arguments {
  readonly positional: readonly string[]
  /** Index into positional where `--` stood; undefined without one. */
  readonly dash: number | undefined
  /** `--name=value` of each flag, in the order given. */
  readonly flags?: readonly string[]
}

/** Values by flag name: string, boolean, number or string[] after the flag's type; undefined when absent and without default. */
export interface FlagValues {
  string(name: string): string
  bool(name: string): boolean
  int(name: string): number
  /** The same where what is beyond 2^53 counts to its last digit. */
  int64(name: string): number | bigint
  /** Milliseconds. */
  duration(name: string): number
  /** Of flags given several times and of lists. */
  strings(name: string): readonly string[]
  /** Whether the flag stood on the command line. */
  changed(name: string): boolean
}

/** What help says of a command or a group of commands. */
export interface HelpText {
  readonly description: string
  /** Command lines with a comment above each; the word `kubectl` or `kubesim` stands for the program's name. */
  readonly examples?: string | undefined
}

export interface Command<Request = unknown> extends HelpText {
  /** Works without a cluster: none is opened, and `context.client` must not be used. */
  readonly offline?: boolean
  /** Works on the state file itself, even while a server has its cluster: `context.cluster` is wanted. */
  readonly onFile?: boolean
  /** Everything after the command's name is its own (curl, ssh): no flag of ours is looked for in it. */
  readonly passThrough?: boolean
  /** The exit code of what goes wrong, where 1 says something else (diff). */
  readonly failureCode?: number
  /** After the name, as `kubectl <verb> --help` prints: `(-f FILENAME | TYPE NAME | TYPE/NAME)`. */
  readonly usage: string
  readonly flags: readonly Flag[]
  /** Pure; throws UsageError. */
  parse(args: Arguments, flags: FlagValues): Request
  run(request: Request, context: Context): Promise<void>
}

/** How the command tree lists a command; its module is loaded only when it is called. Help texts are those of groups: a
 * command has its own. */
export interface CommandEntry extends Partial<HelpText> {
  readonly name: string
  readonly aliases?: readonly string[]
  /** The heading it stands under in the root help. */
  readonly group?: Heading
  /** One line, as kubectl's help has it. */
  readonly summary: string
  readonly hidden?: boolean
  /** What people type who mean this command. */
  readonly suggestFor?: readonly string[]
  readonly load?: () => Promise<Command>
  readonly subcommands?: readonly CommandEntry[]
}

/** What a running command is given; nothing else of the world is in its reach. */
export interface Context {
  /** The name the program was called by: `kubesim`, or `kubectl` through a shim. */
  readonly program: string
  /** Whom --as makes of the user; undefined: the administrator. */
  readonly user?: User
  readonly client: Client
  /** The local simulation behind the client; undefined when the client talks to a remote server. */
  readonly cluster: Cluster | undefined
  /** The server that the client talks to; undefined when the cluster is a local one. */
  readonly remote: RemoteClient | undefined
  /** Default namespace after -n, --context and the configured context. */
  readonly namespace: string
  /** Whether -n stood on the command line (manifests of other namespaces are then refused). */
  readonly namespaceGiven: boolean
  readonly io: Io
  readonly files: Files
  readonly machine: Machine
  /** A cluster in memory that lasts as long as the command, for labs. */
  throwAway(settings: { clock: 'wall' | 'virtual' }, reach: Reach): Promise<ThrowAwayCluster>
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

export interface Io {
  /** Buffered until the cluster is saved, so that nothing is acknowledged that could be lost. */
  out(text: string): void
  err(text: string): void
  /** `Warning: …` on stderr, in yellow on a terminal. */
  warn(text: string): void
  /** Sends what is buffered; call it before waiting. */
  flush(): Promise<void>
  stdin(): Promise<string>
  /** For interactive sessions. */
  readonly stdinChunks: AsyncIterable<string>
  /** From now on Ctrl-C calls the handler instead of ending the command, until the function returned is called. */
  takeInterrupts?(handler: () => void): () => void
  readonly terminal: { readonly in: boolean; readonly out: boolean; readonly columns: number }
  /** 0: no colour. */
  readonly colourLevel: 0 | 1 | 2 | 3
}

export interface FileEntry {
  /** Without links. */
  readonly realPath: string
  readonly kind: 'file' | 'directory' | 'other'
  readonly size: number
}

/** The file system and the web, as commands use them. */
export interface Files {
  read(path: string): Promise<string>
  readBytes(path: string): Promise<Uint8Array>
  isDirectory(path: string): Promise<boolean>
  /** What lies there, with all links followed. */
  entry(path: string): Promise<FileEntry>
  /** The path from the root of the file system, as some messages show it. */
  absolute(path: string): string
  list(directory: string): Promise<readonly string[]>
  fetch(url: string): Promise<string>
  write(path: string, content: string): Promise<void>
  writeBytes(path: string, content: Uint8Array): Promise<void>
  /** With those on the way to it; one that is there already is left as it is. */
  makeDirectory(path: string): Promise<void>
  /** Puts a text that is for its owner's eyes alone in the place of a file, or of a link. */
  replacePrivately(path: string, content: string): Promise<void>
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** What command lines on a throw-away cluster may reach of the machine. */
export interface Reach {
  readonly files: Files
  readonly machine: Machine
  /** What is said to a flag that means a cluster of somebody's; absent: that cluster is opened. */
  readonly refuseOther?: (flag: string) => Error
}

export interface ThrowAwayCluster {
  /** Runs a command line as if it had been typed. One that prints more than it may is stopped, and the rest is `cut`. */
  run(
    argv: readonly string[],
    options: { readonly stdin?: string; readonly signal: AbortSignal; readonly mostOutput: number },
  ): Promise<Captured & { readonly cut: boolean }>
  close(): Promise<void>
}

/** What a program has written, and how it ended. */
export interface Captured {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** A port of the machine that is open. */
export interface Listener {
  readonly port: number
  /** Ends it with all its connections. */
  close(): void
}

/** What opens ports of the machine, and what it leaves there for those who are to find them. */
export interface Servers
  extends Pick<
    typeof Http,
    'clusterBehind' | 'newToken' | 'readOrMakeCertificate' | 'reachableAddresses' | 'startProxy' | 'startServer'
  > {
  readonly postNotice: typeof postNotice
  readonly writeServedKubeconfig: typeof writeServedKubeconfig
  /** As Go's `net.Listen`, with an Error in its words. */
  listen(address: string, port: number, onConnection: (socket: Socket, port: number) => void): Promise<Listener>
}

/**
 * The user's own machine: its programs, its clusters, its ports. What a command may reach of it is decided by whoever hands
 * it down, and nowhere else: commands have no other way to it (test/tidy.test.ts).
 */
export interface Machine {
  readonly platform: string
  /** Of this process. */
  readonly pid: number
  /** The command line that starts this program again: `node …/bin/kubesim.js`. */
  readonly self: readonly string[]
  /** Directory of the clusters' files, `~/.kubesim`. */
  readonly home: string
  /** The state file that the flags and the environment select; empty when they select a server. */
  readonly state: string
  /** The kubeconfig of the server that they select; empty when they select a state file, or name the server alone. */
  readonly kubeconfig: string
  /** For keys. */
  readonly chance: Chance
  /** Runs a program on the same terminal; resolves to its exit code. */
  run(program: string, args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<number>
  /** Runs a program that has no terminal; undefined when there is no such program. */
  capture(program: string, args: readonly string[]): Promise<Captured | undefined>
  /** A new directory among the machine's temporary files; its name begins with the prefix. */
  makeTemporaryDirectory(prefix: string): Promise<string>
  /** A new, empty temporary file; resolves to its path. */
  makeTemporaryFile(prefix: string, suffix: string): Promise<string>
  /** Removes a file, or a directory with all that is in it. */
  remove(path: string): Promise<void>
  /** A file that comes with the package, by its path below `fixtures/`. */
  readAsset(path: string): Promise<string>
  clusters(): Promise<Clusters>
  servers(): Promise<Servers>
  /** Writes an executable script, unless it is there already with this content. */
  writeScript(path: string, content: string): Promise<void>
}

/** Ends the command with this exit code after everything worth saying has been said. */
export class ExitCode extends Error {
  constructor(readonly code: number) {
    super(`exit code ${code}`)
    this.name = 'ExitCode'
  }
}
