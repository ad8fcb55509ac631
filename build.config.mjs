/**
 * Builds `dist/`: the command line as lazily loaded CommonJS chunks (each with a V8 code cache, made by running the
 * program once), and the library as ES modules.
 *
 * esbuild splits only ES modules, and V8's code cache (`vm.Script` cachedData) takes only scripts. So the chunks are
 * split as ES modules first and turned into CommonJS one by one, dynamic imports becoming `require`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build, transform } from 'esbuild'
import { lateModules, loadLate } from './late.config.mjs'
import { noticesOf } from './notices.config.mjs'
import { generateSchemas } from './schemas.config.mjs'

const asScript = { format: 'cjs', minify: true, supported: { 'dynamic-import': false } }
const node = { platform: 'node', target: 'node20', legalComments: 'none' }

/** What every `get` needs. */
const reading = [
  'src/process/main.ts',
  'src/cluster/cluster.ts',
  'src/cluster/home.ts',
  'src/commands/objects/get/index.ts',
  'src/commands/objects/get/tables.ts',
  'src/commands/selection/items-and-errors.ts',
  'src/printers/table.ts',
]

/**
 * Modules that are wanted together, by the file that holds them (with what they import): those of every `get`, those of
 * every command that changes something, those of a server, and those of commands that go through one. One file is read faster than fifty.
 */
const packs = {
  'reading.js': (module) => reading.includes(module),
  'writing.js': (module) => module === 'src/cluster/session/loop-modules.ts',
  'through.js': (module) => module === 'src/cli/through-server.ts',
  'serving.js': (module) => ['src/commands/simulation/serve.ts', 'src/process/servers.ts'].includes(module),
}

/** What no `get` may load: the parts of kinds but their facts, what changes a cluster, and who may do that. */
const notForReading =
  /^node_modules\/(chalk|cli-table3|re2js|yaml)\/|^src\/(kinds\/\w+\/\w+\/(strategy|subresources|describe|capabilities)\.ts|kinds\/writing|api\/(requests\/writing|rbac\/|admission\/)|controllers\/)/

/** What is loaded when somebody asks for just that: protobuf, and the texts of `explain`. */
const onDemand = /^src\/(http\/protobuf\/|kinds\/generated\/(messages|descriptions))/

await generateSchemas()
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist/cli', { recursive: true })
const metafiles = await Promise.all([buildCommandLine(), buildStarter(), buildLibrary()])
const inputs = Object.assign({}, ...metafiles.map((metafile) => metafile.inputs))
writeFileSync('dist/meta.json', JSON.stringify({ inputs }))
writeFileSync('dist/THIRD-PARTY-NOTICES', noticesOf(Object.keys(inputs)))
await warmCodeCache()

async function buildCommandLine() {
  const split = await build({
    ...node,
    entryPoints: { main: 'src/process/main.ts' },
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    keepNames: false,
    outdir: 'dist/cli',
    chunkNames: '[name]-[hash]',
    write: false,
    metafile: true,
    plugins: [lateModules],
  })
  const chunks = new Map(split.outputFiles.map((file) => [basename(file.path), loadLate(file.text)]))
  await writeChunks(chunks, packsOf(split.metafile), split.metafile)
  writeFileSync('dist/cli/package.json', '{"type":"commonjs"}\n')
  return split.metafile
}

/** The chunks that belong to a pack's modules or that these import, without those of earlier packs. */
function packsOf({ outputs }) {
  const taken = new Set()
  const withImports = (path) => {
    if (taken.has(path)) return []
    taken.add(path)
    const imports = outputs[path].imports.filter((each) => each.kind === 'import-statement' && !each.external)
    return [path, ...imports.flatMap((each) => withImports(each.path))]
  }
  return Object.entries(packs).map(([name, holds]) => {
    const starts = Object.keys(outputs).filter((path) => holds(outputs[path].entryPoint))
    const shared = name === 'reading.js' ? importsOfColumns(outputs) : []
    const held = [...starts, ...shared].flatMap(withImports)
    const modules = held.flatMap((path) => Object.keys(outputs[path].inputs))
    if (name === 'reading.js') refuseParts(modules)
    refuseOnDemand(name, modules)
    return { name, chunks: held.map((path) => basename(path)) }
  })
}

/**
 * The columns of a kind are a file of their own, which is read when they are shown. What they share with others must be
 * there already: it would be looked for in the pack of those who write.
 */
function importsOfColumns(outputs) {
  const columns = Object.values(outputs).filter(({ entryPoint }) => /^src\/kinds\/.*\/columns\.ts$/.test(entryPoint))
  return columns.flatMap(({ imports }) =>
    imports.filter(({ kind, external }) => kind === 'import-statement' && !external).map(({ path }) => path),
  )
}

function refuseOnDemand(pack, modules) {
  const wrong = modules.filter((each) => onDemand.test(each))
  if (wrong.length > 0) throw new Error(`build.config.mjs: ${pack} would load ${wrong.join(', ')} without being asked`)
}

function refuseParts(modules) {
  const wrong = modules.filter((each) => notForReading.test(each))
  if (wrong.length > 0) throw new Error(`build.config.mjs: every get would load ${wrong.join(', ')}`)
}

/** Packs and single chunks as scripts whose value is a CommonJS module; that of a pack exports its chunks by name. */
async function writeChunks(chunks, packs, { outputs }) {
  const packOf = new Map(packs.flatMap(({ name, chunks }) => chunks.map((each) => [each, name])))
  const script = (code, more = '') => `({chunk:function(module,exports,require,__filename){${code}}${more}})`
  const wantedElsewhere = new Set(['main.js'])
  for (const [path, { imports }] of Object.entries(outputs)) {
    for (const { path: other, kind } of imports.filter((each) => !each.external)) {
      const [from, to] = [basename(path), basename(other)]
      if (kind !== 'import-statement' || packOf.get(from) !== packOf.get(to)) wantedElsewhere.add(to)
    }
  }
  const elsewhere = [...packOf].filter(([each, name]) => name !== packs[0].name && wantedElsewhere.has(each))
  for (const pack of packs) {
    const code = await joined(
      pack.chunks.filter((each) => wantedElsewhere.has(each)),
      new Set(pack.chunks),
      chunks,
    )
    const more = pack === packs[0] ? `,elsewhere:${JSON.stringify(Object.fromEntries(elsewhere))}` : ''
    writeFileSync(join('dist/cli', pack.name), script(code, more))
  }
  for (const [name, text] of chunks) {
    if (packOf.has(name)) continue
    const { code } = await transform(text, { ...node, ...asScript })
    writeFileSync(join('dist/cli', name), script(code))
  }
}

/** Chunks as one module, in one scope, that exports some of them by name. */
async function joined(exported, members, chunks) {
  const { outputFiles } = await build({
    ...node,
    ...asScript,
    stdin: { contents: exported.map((each) => `export * as ${JSON.stringify(each)} from './${each}'`).join('\n') },
    bundle: true,
    write: false,
    plugins: [
      {
        name: 'members-only',
        setup(build) {
          build.onResolve({ filter: /./ }, ({ path, kind }) => {
            const name = path.replace('./', '')
            return kind === 'import-statement' && members.has(name)
              ? { path: name, namespace: 'chunk' }
              : { path, external: true }
          })
          build.onLoad({ filter: /./, namespace: 'chunk' }, ({ path }) => ({ contents: chunks.get(path) }))
        },
      },
    ],
  })
  return outputFiles[0].text
}

async function buildStarter() {
  const { metafile } = await build({
    ...node,
    metafile: true,
    entryPoints: ['src/process/start.ts'],
    bundle: true,
    format: 'cjs',
    minify: true,
    outfile: 'dist/cli/start.js',
  })
  return metafile
}

async function buildLibrary() {
  const { metafile } = await build({
    ...node,
    metafile: true,
    entryPoints: { index: 'src/index.ts' },
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'dist/lib',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  return metafile
}

/**
 * Runs a few commands in a throw-away home, so that a fresh install starts as fast as a used one. A program that does not
 * start, or complains, fails the build.
 */
async function warmCodeCache() {
  const home = mkdtempSync(join(tmpdir(), 'kubesim-build-'))
  const env = { ...process.env, KUBESIM_HOME: home, KUBESIM_STATE: '', KUBESIM_KUBECONFIG: '' }
  const program = (line) => [process.execPath, ['bin/kubesim.js', ...line.split(' ')], { env, timeout: 60_000 }]
  const run = (line, shown) => {
    const { stdout, stderr, status, signal } = spawnSync(...program(line))
    if (status !== 0 || stderr.length > 0 || !shown.test(stdout)) {
      throw new Error(`build: kubesim ${line} ended with ${status ?? signal}:\n${stdout}${stderr}`)
    }
  }
  try {
    run('create deployment web --image=nginx', /^deployment.apps\/web created$/m)
    run('get pods', /^web-/m)
    // Made anew by a mere reader, for whom nothing is due any more: the fewer functions a cache holds, the sooner it is read.
    for (const engine of readdirSync('dist/cli/caches'))
      rmSync(join('dist/cli/caches', engine, 'reading.js.cache'), { force: true })
    run('get pods', /^web-/m)
    run('describe pods', /^Name: +web-/m)
    run('delete deployment web', /"web" deleted/)
    await whileServed(program('serve'), () => run('get namespaces', /^default +Active/m))
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

async function whileServed(program, work) {
  const server = spawn(...program)
  let complaints = ''
  server.stderr.on('data', (text) => {
    complaints += text
  })
  const ended = once(server, 'close')
  try {
    await Promise.race([once(server.stdout, 'data'), ended])
    work()
  } finally {
    server.kill('SIGINT')
    const [status, signal] = await ended
    if (status !== 130 || complaints !== '') {
      console.error(`build: kubesim serve ended with ${status ?? signal}:\n${complaints}`)
      process.exitCode = 1
    }
  }
}
