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
  await Promise.all(
    split.outputFiles.map(async (file) => {
      const { code } = await transform(file.text, {
        ...node,
        format: 'cjs',
        minify: true,
        supported: { 'dynamic-import': false },
      })
      writeFileSync(join('dist/cli', basename(file.path)), code)
    }),
  )
  writeFileSync('dist/cli/package.json', '{"type":"commonjs"}\n')
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
  try {
    for (const line of [
      'get pods',
      'create deployment web --image=nginx',
      'get pods',
      'describe pods',
      'delete deployment web',
    ]) {
      execFileSync(process.execPath, ['bin/kubesim.js', ...line.split(' ')], { env, stdio: 'ignore' })
    }
  } catch (error) {
    console.warn(`build: could not warm the code cache (${error.message})`)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
