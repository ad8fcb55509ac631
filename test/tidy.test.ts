/** The rules of the code, as a test. Each failure says how to mend it. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const src = join(root, 'src')

/** A file imports its own folder, or a folder with a strictly smaller number. Files directly in src/ are the top floor. */
const floors: Readonly<Record<string, number>> = {
  process: 12,
  cli: 11,
  commands: 10,
  http: 8,
  kubeconfig: 7,
  cluster: 6,
  controllers: 5,
  runtime: 4,
  network: 3,
  kinds: 3,
  printers: 3,
  api: 2,
  store: 1,
  simulation: 1,
  model: 0,
}
const topFloor = 13

/**
 * The rooms of a folder in their order: a file imports its own room, or one that stands before it. Files that lie directly
 * in the folder are open to all of them.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  api: [
    'schema',
    'contract',
    'rbac',
    'tokens',
    'patches',
    'registry',
    'field-managers',
    'admission',
    'requests',
    'chain',
  ],
  http: ['protobuf', 'exchange', 'documents', 'rest', 'proxy', 'streams', 'server', 'local-proxy', 'remote'],
  kinds: [
    'generated',
    'describe',
    'reviews',
    'podtemplate',
    'core',
    'discovery',
    'apps',
    'policy',
    'rbac',
    'coordination',
    'scheduling',
    'authentication',
    'authorization',
    'apiextensions',
    'kubesim',
  ],
  commands: [
    'resources',
    'output',
    'manifests',
    'kustomize',
    'requests',
    'selection',
    'objects',
    'applying',
    'client',
    'nodes',
    'debugging',
    'workloads',
    'simulation',
  ],
  cluster: ['session', 'bootstrap', 'clients'],
  controllers: ['machinery', 'manager', 'scheduler', 'kubelet', 'cloud', 'apiserver'],
  'controllers/manager': ['core', 'apps', 'discovery', 'policy', 'rbac'],
  runtime: ['catalogue', 'processes', 'http', 'shell', 'programs', 'containers', 'sessions'],
  'runtime/catalogue': ['bases', 'images'],
  store: ['document', 'objects', 'disks'],
  model: ['values', 'go', 'json', 'jsonpath', 'yaml', 'objects', 'selectors'],
}

const maxFolderFiles = 25
const maxFileLines = 300
const maxFunctionLines = 70
/** Where the process itself may be touched. */
const processRooms = /^process\/(main|start|io|files|web)\.ts$|^index\.ts$|^store\/disks?\b/
/** Imports of what reads and writes files, starts programs, opens ports and makes connections. */
const powers =
  /^(?!import type |export type |import \{ isIPv4(?:, isIPv6)? \}).*(?:from |import\()'(?:node:(?:fs|child_process|dgram|https?|net|tls|vm|worker_threads)\b|.*\/(?:store\/disks|cluster\/(?:home|cluster)\.js|http\/(?:index\.js|local-proxy|remote)|http\/server\/(?:server|certificate)\.js|kubeconfig\/served\.js))/
const topLevel =
  /^(package(-lock)?\.json|tsconfig\.json|bin|src|fixtures|test|README\.md|LICENSE|\..*|.*\.config\.(mjs|ts)|biome\.json|dist|node_modules|coverage)$/

interface SourceFile {
  /** Relative to src/, with forward slashes. */
  readonly path: string
  readonly text: string
}

const files: SourceFile[] = walk(src)
  .filter((path) => path.endsWith('.ts') && !path.includes('/generated/'))
  .map((path) => ({ path: relative(src, path), text: readFileSync(path, 'utf8') }))

function walk(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

const floorOf = (path: string) => (path.includes('/') ? floors[path.split('/')[0]!] : topFloor)
const roomOf = (path: string) => (path.includes('/') ? path.split('/')[0]! : '')
/** The room of a folder in which a file lies; empty for files that lie directly in the folder, undefined for those outside. */
const roomIn = (folder: string, path: string) =>
  path.startsWith(`${folder}/`)
    ? (path
        .slice(folder.length + 1)
        .split('/')
        .slice(0, -1)[0] ?? '')
    : undefined

function importsOf(file: SourceFile): string[] {
  const found = file.text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'(\.[^']*)'/g)
  return [...found].map((match) => relative(src, resolve(src, dirname(file.path), match[1]!)).replace(/\.js$/, '.ts'))
}

describe('tidy', () => {
  test('every folder of src has a floor', () => {
    const strange = files.filter((file) => floorOf(file.path) === undefined).map((file) => file.path)
    expect(
      strange,
      'give the folder a number here and in the design, or move the file into a folder that has one',
    ).toEqual([])
  })

  test('imports go down the floors', () => {
    const upward = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => roomOf(target) !== roomOf(file.path) && floorOf(target)! >= floorOf(file.path)!)
        .map((target) => `${file.path} imports ${target}`),
    )
    expect(upward, 'let the lower floor own a contract and wire the implementation in cluster/').toEqual([])
  })

  test.each(Object.entries(rooms))('the rooms of %s have an order', (folder, order) => {
    const own = files.flatMap((file) => {
      const room = roomIn(folder, file.path)
      return room ? [{ file, room }] : []
    })
    const unnamed = new Set(own.map(({ room }) => room).filter((room) => !order.includes(room)))
    expect([...unnamed], 'give the room its place in the order').toEqual([])
    const upward = own.flatMap(({ file, room }) =>
      importsOf(file)
        .filter((target) => order.indexOf(roomIn(folder, target) ?? '') > order.indexOf(room))
        .map((target) => `${file.path} imports ${target}`),
    )
    expect(upward, 'move what both rooms need into the lower one').toEqual([])
  })

  test('imports run in no circles', () => {
    expect(importCircles(), 'move what they share into a file of its own; types too').toEqual([])
  })

  test('folders are small enough to be looked over', () => {
    const counts = new Map<string, number>()
    for (const { path } of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
    const large = [...counts].filter(([, count]) => count > maxFolderFiles)
    expect(large, `give the folder rooms: at most ${maxFolderFiles} files`).toEqual([])
  })

  test('files and functions are short', () => {
    const long = files.flatMap((file) => {
      const lines = file.text.split('\n').length - 1
      return [...(lines > maxFileLines ? [`${file.path}: ${lines} lines`] : []), ...longFunctions(file)]
    })
    expect(long, `split by concept: at most ${maxFileLines} lines a file, ${maxFunctionLines} a function`).toEqual([])
  })

  test('no dumping grounds', () => {
    const vague = files.map((file) => file.path).filter((path) => /(^|\/)(utils?|helpers?|common|misc)\b/.test(path))
    expect(vague, 'name the file after the concept it holds').toEqual([])
  })

  test('time and chance come from simulation/', () => {
    const banned = /\b(Date\.now|Math\.random|setTimeout|setInterval|performance\.now|randomUUID|new Date\(\))/
    // Whether the process itself still hears is a matter of its own time.
    const rooms = /^simulation\/|^process\/deafness\.ts$/
    const found = files.filter((file) => !rooms.test(file.path)).flatMap((file) => matches(file, banned))
    expect(found, 'take a Clock or a RandomSource as an argument').toEqual([])
  })

  test('lists are added to lists whole', () => {
    const found = files.flatMap((file) => matches(file, /\.(push|unshift)\(\.\.\./))
    expect(found, 'use append(): a hundred thousand arguments are more than the stack holds').toEqual([])
  })

  test('what nobody may foretell is drawn at the edge', () => {
    const drawn = /\b(randomBytes|randomInt|randomFill|getRandomValues|generateKey)/
    const rooms = /^process\/|^store\/disks\/|^http\/server\/(token|certificate)\.ts$/
    const found = files.filter((file) => !rooms.test(file.path)).flatMap((file) => matches(file, drawn))
    expect(found, 'take a Chance as an argument').toEqual([])
  })

  test('the process is touched at the edge only', () => {
    const found = files.filter((file) => !processRooms.test(file.path)).flatMap(usesOfProcess)
    expect(found, 'take what you need of the process as an argument from main.ts').toEqual([])
  })

  test('commands reach the machine through what they are handed', () => {
    const found = files.filter((file) => file.path.startsWith('commands/')).flatMap((file) => matches(file, powers))
    expect(found, 'take it from context.files or context.machine: a lab is handed others').toEqual([])
  })

  test('no switch on a kind outside kinds/', () => {
    const found = files
      .filter((file) => roomOf(file.path) !== 'kinds')
      .flatMap((file) => matches(file, /switch \((?!node\.)[^)]*\.kind\)/))
    expect(found, 'put what differs into the kind (a capability)').toEqual([])
  })

  // What lies in process/ is begun by bin/.
  test.each(Object.keys(floors).filter((floor) => floor !== 'process'))(
    'every file of %s is reachable from its index or used from above',
    (room) => {
      const used = new Set(files.flatMap((file) => importsOf(file)))
      const lonely = files
        .map((file) => file.path)
        .filter((path) => roomOf(path) === room && path !== `${room}/index.ts` && !used.has(path))
      expect(lonely, 'register the file in its folder index, or delete it').toEqual([])
    },
  )

  test('the top level keeps to the agreed names', () => {
    expect(readdirSync(root).filter((name) => !topLevel.test(name))).toEqual([])
  })
})

function matches(file: SourceFile, pattern: RegExp): string[] {
  return file.text
    .split('\n')
    .flatMap((line, at) => (isCode(line) && pattern.test(line) ? [`${file.path}:${at + 1} ${line.trim()}`] : []))
}

const isCode = (line: string) => !/^\s*(\*|\/\/|\/\*)/.test(line)

function longFunctions(file: SourceFile): string[] {
  const parsed = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true)
  const long: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = parsed.getLineAndCharacterOfPosition(node.getStart()).line
      const lines = parsed.getLineAndCharacterOfPosition(node.end).line - first + 1
      if (lines > maxFunctionLines) long.push(`${file.path}:${first + 1}: a function of ${lines} lines`)
    }
    ts.forEachChild(node, visit)
  }
  visit(parsed)
  return long
}

/** Sets of files of which each leads to each by its imports (Tarjan's algorithm). */
function importCircles(): string[][] {
  const imports = new Map(files.map((file) => [file.path, importsOf(file)]))
  const order = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  const visit = (path: string): number => {
    order.set(path, order.size)
    let low = order.get(path)!
    open.push(path)
    for (const next of imports.get(path)!.filter((each) => imports.has(each))) {
      if (!order.has(next)) low = Math.min(low, visit(next))
      else if (open.includes(next)) low = Math.min(low, order.get(next)!)
    }
    if (low !== order.get(path)) return low
    const circle = open.splice(open.indexOf(path))
    if (circle.length > 1) circles.push(circle.sort())
    return low
  }
  for (const path of imports.keys()) if (!order.has(path)) visit(path)
  return circles
}

/** Uses of Node's `process`, in files that have no variable of that name (a container's process, say). */
function usesOfProcess(file: SourceFile): string[] {
  if (!file.text.includes('process')) return []
  const parsed = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true)
  const uses: string[] = []
  let declared = false
  const visit = (node: ts.Node): void => {
    const named = (name: ts.Node | undefined) => name !== undefined && ts.isIdentifier(name) && name.text === 'process'
    if ((ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && named(node.name))
      declared = true
    if (ts.isPropertyAccessExpression(node) && named(node.expression)) {
      uses.push(`${file.path}:${parsed.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(parsed)
  return declared ? [] : uses
}
