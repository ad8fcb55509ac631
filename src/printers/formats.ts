/**
 * The formats of -o: a line each here, and a file that is loaded when one is asked for. Help, completion and the error
 * about an unknown format tell of what stands here, in kubectl's order (cli-runtime `genericclioptions`).
 */
import type { Format } from './contract.js'

const withoutTemplate = 'template format specified but no template given'
const withoutColumns = 'custom-columns format specified but no custom columns given'

const goTemplate = async () => (await import('./go-template.js')).printer
const goTemplateFile = async () => (await import('./go-template.js')).filePrinter

export const formats: readonly Format[] = [
  { name: 'json', document: true, load: async () => (await import('./json.js')).printer },
  { name: 'yaml', document: true, load: async () => (await import('./yaml.js')).printer },
  { name: 'kyaml', document: true, load: async () => (await import('./kyaml.js')).printer },
  { name: 'name', load: async () => (await import('./name.js')).printer },
  { name: 'go-template', withoutTemplate, load: goTemplate },
  { name: 'go-template-file', withoutTemplate, load: goTemplateFile },
  { name: 'template', withoutTemplate, load: goTemplate },
  { name: 'templatefile', withoutTemplate, load: goTemplateFile },
  { name: 'jsonpath', withoutTemplate, load: async () => (await import('./jsonpath.js')).printer },
  { name: 'jsonpath-as-json', withoutTemplate, load: async () => (await import('./jsonpath.js')).jsonPrinter },
  { name: 'jsonpath-file', withoutTemplate, load: async () => (await import('./jsonpath.js')).filePrinter },
  {
    name: 'custom-columns',
    withoutTemplate: withoutColumns,
    onlyGet: true,
    load: async () => (await import('./custom-columns.js')).printer,
  },
  {
    name: 'custom-columns-file',
    withoutTemplate: withoutColumns,
    onlyGet: true,
    load: async () => (await import('./custom-columns.js')).filePrinter,
  },
  { name: 'wide', onlyGet: true },
]

const namesOf = (some: readonly Format[]) => some.map(({ name }) => name)

/** What every command with -o can print. */
export const formatNames: readonly string[] = namesOf(formats.filter(({ onlyGet }) => onlyGet !== true))
/** What `get` can. */
export const formatNamesOfGet: readonly string[] = namesOf(formats)
/** Those that write whole objects. */
export const documentNames: readonly string[] = namesOf(formats.filter(({ document }) => document === true))
