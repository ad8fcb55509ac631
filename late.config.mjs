/**
 * What is loaded by the function of it that is called first: an esbuild plugin for the command line. The build cuts the
 * imports of the modules named here: whoever imports their functions gets functions that load the module when they are
 * called. Only functions can be had so; whoever imports a constant or a class of such a module has all of it at once.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * What is needed in the middle of something that waits for nothing: the colour of a warning, and regular expressions in
 * linear time (a quarter of a megabyte): programs in containers match with them, and so does what users write into schemas and rules. What can wait imports what it needs
 * (`await import`) and has no place here.
 */
const late = ['src/process/colours.ts', 'src/runtime/programs/expression.ts', 'src/model/go/regexp.ts']

const isLate = (module) => late.includes(module)

/** Marks in a bundle where something is loaded; see `loadLate`. */
const marker = 'loadLate'

/** Cuts the imports of late modules. */
export const lateModules = {
  name: 'late-modules',
  setup(build) {
    build.onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, ({ path }) => {
      const module = path.slice(join(process.cwd(), '/').length).replaceAll('\\', '/')
      const source = readFileSync(path, 'utf8')
      return { contents: isLate(module) ? source : cut(source, dirname(module)), loader: 'ts' }
    })
  },
}

/** The code of a chunk with late modules loaded where it says so, by the `require` of its CommonJS form. */
export const loadLate = (code) =>
  code.replace(new RegExp(`\\b${marker}\\(import\\("([^"]+)"\\)\\)`, 'g'), (_, chunk) => `require("${chunk}")`)

function cut(source, directory) {
  let count = 0
  return source.replace(/^(import|export) \{([^}]*)\} from '(\.[^']*)\.js'$/gm, (statement, word, list, path) => {
    const module = join(directory, `${path}.ts`).replaceAll('\\', '/')
    if (!isLate(module)) return statement
    const names = list
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '' && !each.startsWith('type '))
    const atOnce = names.filter((each) => !isFunction(each.split(' ')[0], module))
    const held = `late${count++}`
    const later = names
      .filter((each) => !atOnce.includes(each))
      .map((each) => {
        const [name, as = name] = each.split(' as ')
        const call = `(${held} ??= ${marker}(import('${path}.js'))).${name}(...all)`
        return `${word === 'export' ? 'export ' : ''}function ${as}(...all: any[]) { return ${call} }`
      })
    const direct = atOnce.length === 0 ? [] : [`${word} { ${atOnce.join(', ')} } from '${path}.js'`]
    return [...direct, `var ${held}: any`, ...later].join('; ')
  })
}

/** Whether a module exports a function of this name, its own or another module's. */
function isFunction(name, module) {
  const source = readFileSync(module, 'utf8')
  const declared = new RegExp(
    `^export (?:(?:async )?function\\*? ${name}\\b|const ${name} = (?:\\([^=]*\\)|\\w+)(?:: [^=]+)? =>)`,
    'm',
  )
  if (declared.test(source)) return true
  const others = source.matchAll(/^export (?:\*|\{([^}]*)\}) from '(\.[^']*)\.js'$/gm)
  return [...others].some(
    ([, names, path]) =>
      (names === undefined || names.split(',').some((each) => each.trim() === name)) &&
      isFunction(name, join(dirname(module), `${path}.ts`)),
  )
}
