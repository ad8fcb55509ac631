import { UsageError } from '../../api/contract/errors.js'
import { administrator } from '../../api/contract/user.js'
import type { Filter, Pattern } from '../../http/local-proxy/filter.js'
import type { ProxyOptions } from '../../http/local-proxy/server.js'
import { matchesRegexp, regexpProblem } from '../../model/go/regexp.js'
import { fileReason } from '../../model/values/file-errors.js'
import { pause } from '../../simulation/clock.js'
import { type Command, type Context, ExitCode, type Flag, type FlagValues } from '../command.js'
import { klogLine } from '../output/klog.js'
import { simulationOf } from '../state-file.js'

interface Request {
  readonly listen: ProxyOptions['listen']
  readonly apiPrefix: string
  /** Patterns by the name of their flag; undefined: nothing is filtered. */
  readonly patterns: Readonly<Record<keyof Filter, string>> | undefined
  /** Empty: no files are served. */
  readonly www: string
  readonly wwwPrefix: string
}

const usualPort = 8001

const flags: readonly Flag[] = [
  {
    name: 'accept-hosts',
    type: 'string',
    default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
    description: 'Regular expression for hosts that the proxy should accept.',
  },
  {
    name: 'accept-paths',
    type: 'string',
    default: '^.*',
    description: 'Regular expression for paths that the proxy should accept.',
  },
  { name: 'address', type: 'string', default: '127.0.0.1', description: 'The IP address on which to serve on.' },
  { name: 'api-prefix', type: 'string', default: '/', description: 'Prefix to serve the proxied API under.' },
  {
    name: 'append-server-path',
    type: 'bool',
    default: 'false',
    description: "Accepted, and of no effect: the cluster's address has no path.",
  },
  {
    name: 'disable-filter',
    type: 'bool',
    default: 'false',
    description:
      'If true, disable request filtering in the proxy. This is dangerous, and can leave you vulnerable to XSRF attacks, when used with an accessible port.',
  },
  {
    name: 'keepalive',
    type: 'duration',
    default: '0s',
    description: 'Accepted, and of no effect: nothing is dialled.',
  },
  {
    name: 'port',
    short: 'p',
    type: 'int',
    default: String(usualPort),
    description: 'The port on which to run the proxy. Set to 0 to pick a random port.',
  },
  {
    name: 'reject-methods',
    type: 'string',
    default: '^$',
    description:
      "Regular expression for HTTP methods that the proxy should reject (example --reject-methods='POST,PUT,PATCH'). ",
  },
  {
    name: 'reject-paths',
    type: 'string',
    default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
    description:
      'Regular expression for paths that the proxy should reject. Paths specified here will be rejected even accepted by --accept-paths.',
  },
  {
    name: 'unix-socket',
    short: 'u',
    type: 'string',
    default: '',
    description: 'Unix socket on which to run the proxy.',
  },
  {
    name: 'www',
    short: 'w',
    type: 'string',
    default: '',
    description: 'Also serve static files from the given directory under the specified prefix.',
  },
  {
    name: 'www-prefix',
    short: 'P',
    type: 'string',
    default: '/static/',
    description: 'Prefix to serve static files under, if static file directory is specified.',
  },
]

/** `proxy` (kubectl `pkg/cmd/proxy/proxy.go`). */
export const command: Command<Request> = {
  description:
    'Serve the API of the cluster on a port of this machine, without a token, and with it the files of a directory if one\nis named. Paths of exec and attach, and requests under a foreign host name, are refused unless the patterns say\notherwise. It works until Ctrl-C.',
  examples: `
# On port 8001: curl localhost:8001/api/v1/pods
kubectl proxy

# On any port that is free; it is printed
kubectl proxy --port=0

# The API at another path, and files beside it
kubectl proxy --api-prefix=/k8s/ --www=./local/www/`,
  onFile: true,
  usage: '[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  flags,
  parse: (_args, given) => {
    const socket = given.string('unix-socket')
    const port = given.int('port')
    if (port !== usualPort && socket !== '') {
      throw new UsageError('cannot set --unix-socket and --port at the same time')
    }
    return {
      listen: socket === '' ? { address: given.string('address'), port } : { socket },
      apiPrefix: withSlash(given.string('api-prefix')),
      patterns: given.bool('disable-filter') ? undefined : patternsOf(given),
      www: given.string('www'),
      wwwPrefix: withSlash(given.string('www-prefix')),
    }
  },
  run: proxy,
}

const withSlash = (prefix: string) => (prefix.endsWith('/') ? prefix : `${prefix}/`)

const patternsOf = (given: FlagValues) => ({
  acceptPaths: given.string('accept-paths'),
  rejectPaths: given.string('reject-paths'),
  acceptHosts: given.string('accept-hosts'),
  rejectMethods: given.string('reject-methods'),
})

async function proxy({ listen, apiPrefix, patterns, www, wwwPrefix }: Request, context: Context): Promise<void> {
  const { io, signal, files, machine } = context
  const filter = filterOf(patterns, listen, context)
  if (www !== '') await checkDirectory(www, context)
  const { startProxy } = await machine.servers()
  const server = await startProxy({
    behind: await behind(context),
    listen,
    prefix: apiPrefix,
    ...(filter === undefined ? {} : { filter }),
    ...(www === '' ? {} : { files: { prefix: wwwPrefix, directory: files.absolute(www) } }),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === undefined ? error : new UsageError(`listen ${refusal(listen, error)}`)
  })
  const stopped = pause(Number.POSITIVE_INFINITY, signal)
  try {
    io.out(`Starting to serve on ${server.address}\n`)
    await io.flush()
    await stopped
  } finally {
    await server.close()
  }
}

/** The server that is meant, else the cluster of the state file as whoever types. */
async function behind(context: Context): Promise<ProxyOptions['behind']> {
  const { remote, user } = context
  if (remote !== undefined) return () => remote.behind()
  const { clusterBehind } = await context.machine.servers()
  return clusterBehind(simulationOf(context), user ?? administrator)
}

function refusal(listen: ProxyOptions['listen'], error: NodeJS.ErrnoException): string {
  if ('socket' in listen) return `unix ${listen.socket}: bind: ${fileReason(error)}`
  if (error.code === 'ENOTFOUND') return `tcp: lookup ${listen.address}: no such host`
  return `tcp ${listen.address}:${listen.port}: bind: ${fileReason(error)}`
}

function filterOf(patterns: Request['patterns'], listen: ProxyOptions['listen'], context: Context): Filter | undefined {
  if (patterns === undefined) {
    const warning = 'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious'
    if (!('socket' in listen)) context.io.err(klogLine('W', 'proxy.go:177', warning, context))
    return undefined
  }
  const all = Object.entries(patterns).map(([name, text]) => [name, text === '' ? [] : text.split(',')] as const)
  return Object.fromEntries(
    all.map(([name, texts]) => [name, texts.map((text) => pattern(text, context))]),
  ) as unknown as Filter
}

function pattern(text: string, context: Context): Pattern {
  const problem = regexpProblem(text)
  if (problem === undefined) return (asked) => matchesRegexp(text, asked)
  context.io.err(klogLine('F', 'proxy_server.go:83', `Error compiling re: ${problem}`, context))
  throw new ExitCode(255)
}

async function checkDirectory(www: string, context: Context): Promise<void> {
  const warn = (text: string) => context.io.err(klogLine('W', 'proxy.go:200', text, context))
  try {
    if (!(await context.files.isDirectory(www))) warn(`Static file directory ${www} is not a directory`)
  } catch (error) {
    warn(`Failed to stat static file directory ${www}: stat ${www}: ${fileReason(error)}`)
  }
}
