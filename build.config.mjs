/**
 * Builds `dist/`: the command line as lazily loaded CommonJS chunks (each with a V8 code cache, made by running the
 * program once), and the library as ES modules.
 *
 * esbuild splits only ES modules, and V8's code cache (`vm.Script` cachedData) takes only scripts. So the chunks are
 * split as ES modules first and turned into CommonJS one by one, dynamic imports becoming `require`.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build, transform } from 'esbuild'
import { generateSchemas } from './schemas.config.mjs'

const node = { platform: 'node', target: 'node20', legalComments: 'none' }

/**
 * Modules that are wanted together, by the file that holds them (with what they import): those of every `get`, and those
 * of every command that changes something. One file is read faster than fifty.
 */
const packs = {
  'reading.js': [
    'src/main.ts',
    'src/cluster/cluster.ts',
    'src/commands/get/index.ts',
    'src/commands/get/tables.ts',
    'src/commands/gather.ts',
    'src/printers/table.ts',
  ],
  'writing.js': ['src/cluster/workings.ts'],
}

await generateSchemas('src/kinds/generated')
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist/cli', { recursive: true })
await Promise.all([buildCommandLine(), buildStarter(), buildLibrary()])
if (process.argv[2] !== '--no-cache') warmCodeCache()

async function buildCommandLine() {
  const split = await build({
    ...node,
    entryPoints: { main: 'src/main.ts' },
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    keepNames: false,
    outdir: 'dist/cli',
    chunkNames: '[name]-[hash]',
    write: false,
    metafile: true,
  })
  writeFileSync('dist/meta.json', JSON.stringify(split.metafile))
  const chunks = new Map()
  await Promise.all(
    split.outputFiles.map(async (file) => {
      const { code } = await transform(file.text, {
        ...node,
        format: 'cjs',
        minify: true,
        supported: { 'dynamic-import': false },
      })
      chunks.set(basename(file.path), `function(module,exports,require,__filename){${code}}`)
    }),
  )
  writeChunks(chunks, packsOf(split.metafile))
  writeFileSync('dist/cli/package.json', '{"type":"commonjs"}\n')
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
  return Object.entries(packs).map(([name, entries]) => {
    const starts = Object.keys(outputs).filter((path) => entries.includes(outputs[path].entryPoint))
    return { name, chunks: starts.flatMap(withImports).map((path) => basename(path)) }
  })
}

/** Packs as scripts whose value are their chunks; every other chunk as a script whose value is the chunk. */
function writeChunks(chunks, [first, ...others]) {
  const elsewhere = Object.fromEntries(others.flatMap(({ name, chunks }) => chunks.map((each) => [each, name])))
  const script = (pack, more) => {
    const members = pack.chunks.map((each) => `${JSON.stringify(each)}:${chunks.get(each)}`)
    for (const each of pack.chunks) chunks.delete(each)
    writeFileSync(join('dist/cli', pack.name), `({chunks:{${members.join(',\n')}}${more}})`)
  }
  script(first, `,elsewhere:${JSON.stringify(elsewhere)}`)
  for (const pack of others) script(pack, '')
  for (const [name, code] of chunks) writeFileSync(join('dist/cli', name), `(${code})`)
}

async function buildStarter() {
  await build({
    ...node,
    entryPoints: ['src/start.ts'],
    bundle: true,
    format: 'cjs',
    minify: true,
    outfile: 'dist/cli/start.js',
  })
}

async function buildLibrary() {
  await build({
    ...node,
    entryPoints: { index: 'src/index.ts' },
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'dist/lib',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
}

/** Runs a few commands in a throw-away home, so that a fresh install starts as fast as a used one. */
function warmCodeCache() {
  const home = join(tmpdir(), `kubesim-build-${process.pid}`)
  const env = { ...process.env, KUBESIM_HOME: home, KUBESIM_STATE: '' }
  const run = (line) => execFileSync(process.execPath, ['bin/kubesim.js', ...line.split(' ')], { env, stdio: 'ignore' })
  try {
    run('create deployment web --image=nginx')
    // Made anew by a mere reader: the fewer functions a cache holds, the sooner it is read.
    rmSync('dist/cli/reading.js.cache', { force: true })
    for (const line of ['get pods', 'describe pods', 'delete deployment web']) run(line)
  } catch (error) {
    console.warn(`build: could not warm the code cache (${error.message})`)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
