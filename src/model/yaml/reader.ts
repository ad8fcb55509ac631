/**
 * YAML as Go reads it (sigs.k8s.io/yaml over go-yaml v2): YAML 1.1 scalars, merge keys, last of duplicate keys wins,
 * anchors that may not contain themselves or multiply without bound. The syntax is the yaml package's work; what the
 * scalars mean is decided here.
 */
import {
  Composer,
  CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Pair,
  Parser,
  type Scalar,
} from 'yaml'
import { goQuote } from '../go/quote.js'
import { deepest } from '../json/json-syntax.js'
import { isPlainObject, setField } from '../values/json-values.js'
import { duplicateKeys, type Key, type Twice } from './duplicates.js'
import { goSyntaxError } from './errors.js'
import { resolvePlain } from './scalars.js'

const prefix = 'error converting YAML to JSON: yaml: '

/**
 * The JSON value of one document; throws with the message kubectl shows. Of keys that come twice in one map the last counts,
 * and `tell` is told of them in the words of go-yaml's strict decoder: `yaml: unmarshal errors:\n  line 8: key "a" already …`.
 */
export function parseYaml(text: string, tell?: (problem: string) => void): unknown {
  // Go's reader takes what YAML calls printable, and nothing else.
  if (/[^\t\n\r -~\u0085\u00a0-\ud7ff\ud800-\udfff\ue000-\ufffd]/.test(text)) {
    throw fail('control characters are not allowed')
  }
  const lines = new LineCounter()
  const document = composed(text, lines)
  const problem = goSyntaxError(document, lines, text)
  if (problem !== undefined) throw new Error(prefix + problem)
  const reader = new Reader(document)
  const value = reader.read()
  if (reader.twice.length > 0) tell?.(duplicateKeys(reader.twice, text, lines))
  return value
}

/** `parseDocument` of the package, which composes with its own stack what its parser has read: nothing deep comes to that. */
function composed(text: string, lines: LineCounter): Document.Parsed {
  const composer = new Composer({ schema: 'failsafe', version: '1.1', uniqueKeys: false, prettyErrors: false })
  const tokens: CST.Token[] = []
  let errors = 0
  for (const token of parsed(text, lines)) {
    if (isTooDeep(token)) throw tooDeep()
    tokens.push(token)
    if (token.type === 'error' && ++errors === mostErrors) break
  }
  const [document] = composer.compose(tokens, true, text.length)
  return document!
}

const tooDeep = () => fail(`exceeded max depth of ${deepest}`)

/** `Parser.parse` of the package, which ends as soon as brackets, or dashes on one line, are too many. */
function* parsed(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  let brackets = 0
  let dashes = 0
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme)
    if (type === 'flow-seq-start' || type === 'flow-map-start') brackets++
    else if (type === 'flow-seq-end' || type === 'flow-map-end') brackets--
    else if (type === 'newline') dashes = 0
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind') dashes++
    if (Math.max(brackets, dashes) > deepest + 1) throw tooDeep()
    yield* parser.next(lexeme)
  }
  yield* parser.end()
}

/** Of a text that has so many errors the rest is not read: the first is told. */
const mostErrors = 100

/** Whether collections are in one another more deeply than is read. */
function isTooDeep(token: CST.Token): boolean {
  let level: (CST.Token | null | undefined)[] = [token]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest + 1) return true
    const below: typeof level = []
    for (const each of level) {
      if (each?.type === 'document') below.push(each.value)
      else if (each != null && 'items' in each) for (const { key, value } of each.items) below.push(key, value)
    }
    level = below
  }
  return false
}

function fail(message: string): Error {
  return new Error(prefix + message)
}

class Reader {
  /** What comes twice, each time that it does. */
  readonly twice: Twice[] = []
  private readonly anchors = new Map<string, unknown>()
  private readonly open = new Set<unknown>()
  private decoded = 0
  private throughAlias = 0
  private aliasDepth = 0
  private depth = 0

  constructor(private readonly document: Document.Parsed) {}

  read(): unknown {
    return this.value(this.document.contents)
  }

  private value(node: unknown): unknown {
    this.count()
    if (isAlias(node)) return this.throughAnchor(node.source, (target) => this.value(target))
    const anchor = (node as { anchor?: string } | null)?.anchor
    if (anchor !== undefined) this.anchors.set(anchor, node)
    if (isMap(node)) return this.guarded(node, anchor, () => this.nested(() => this.map(node.items)))
    if (isSeq(node))
      return this.guarded(node, anchor, () => this.nested(() => node.items.map((each) => this.value(each))))
    return isScalar(node) ? scalar(node) : null
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > deepest) throw tooDeep()
    const value = read()
    this.depth--
    return value
  }

  /** go-yaml's guard against documents that say little and mean much (`decode.go`, allowedAliasRatio). */
  private count(): void {
    this.decoded++
    if (this.aliasDepth > 0) this.throughAlias++
    const ratio = this.throughAlias / this.decoded
    if (this.throughAlias > 100 && this.decoded > 1000 && ratio > allowedAliasRatio(this.decoded)) {
      throw fail('document contains excessive aliasing')
    }
  }

  private throughAnchor<T>(name: string, read: (target: unknown) => T): T {
    const target = this.anchors.get(name)
    if (target === undefined) throw fail(`unknown anchor '${name}' referenced`)
    if (this.open.has(target)) throw fail(`anchor '${name}' value contains itself`)
    this.aliasDepth++
    const value = read(target)
    this.aliasDepth--
    return value
  }

  private guarded<T>(node: unknown, anchor: string | undefined, read: () => T): T {
    if (anchor === undefined) return read()
    this.open.add(node)
    const value = read()
    this.open.delete(node)
    return value
  }

  private map(pairs: readonly Pair[]): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    this.fill(object, new Set(), pairs)
    return object
  }

  private fill(object: Record<string, unknown>, seen: Set<unknown>, pairs: readonly Pair[]): void {
    for (const pair of pairs) {
      if (isMergeKey(pair.key)) this.merge(object, seen, pair.value)
      else this.put(object, seen, pair)
    }
  }

  /** Later ones replace earlier ones, those of merged maps too. */
  private put(object: Record<string, unknown>, seen: Set<unknown>, pair: Pair): void {
    const key = this.key(pair.key, pair.value)
    setField(object, String(key), this.value(pair.value))
    if (seen.has(key)) this.twice.push({ key, pair })
    seen.add(key)
  }

  private key(node: unknown, value: unknown): Key {
    const key = this.value(node)
    if (typeof key === 'bigint') return String(key)
    if (typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean') return key
    if (Array.isArray(key)) throw fail(`invalid map key: ${goValue(key)}`)
    if (key === null) {
      const shown = goValue(this.value(value))
      throw new Error(
        `error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: ${shown}`,
      )
    }
    throw fail(`invalid map key: ${goValue(key)}`)
  }

  /** `<<`: the fields of other maps, as if they were written there; of several maps the first counts. */
  private merge(object: Record<string, unknown>, seen: Set<unknown>, node: unknown): void {
    const sources = isSeq(node) ? [...node.items].reverse() : [node]
    for (const source of sources) {
      this.count()
      if (isAlias(source)) this.throughAnchor(source.source, (target) => this.mergeMap(object, seen, target))
      else this.mergeMap(object, seen, source)
    }
  }

  private mergeMap(object: Record<string, unknown>, seen: Set<unknown>, node: unknown): void {
    if (!isMap(node)) throw fail('map merge requires map or sequence of maps as the value')
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node)
    this.guarded(node, node.anchor, () => this.nested(() => this.fill(object, seen, node.items)))
  }
}

function allowedAliasRatio(decoded: number): number {
  const low = 400_000
  const high = 4_000_000
  if (decoded <= low) return 0.99
  return decoded >= high ? 0.1 : 0.99 - 0.89 * ((decoded - low) / (high - low))
}

function isMergeKey(node: unknown): boolean {
  return isScalar(node) && node.value === '<<' && (node.type === 'PLAIN' || node.tag === 'tag:yaml.org,2002:merge')
}

const core = 'tag:yaml.org,2002:'
/** Those that say how to read a scalar; go-yaml takes one with any other for a text. */
const knownTags = new Map(['null', 'bool', 'int', 'float', 'str', 'binary'].map((name) => [core + name, name]))

/** Plain scalars mean what go-yaml takes them for, unless a tag says otherwise. */
function scalar(node: Scalar): unknown {
  const text = String(node.value ?? '')
  const tag = node.tag === undefined ? undefined : (knownTags.get(node.tag) ?? 'str')
  if (tag === 'binary') return binary(text)
  if (tag === 'str' || (node.type !== 'PLAIN' && tag === undefined)) return text
  const value = resolvePlain(text)
  if (tag === 'float' && (typeof value === 'number' || typeof value === 'bigint')) return Number(value)
  if (tag !== undefined && tag !== typeName(value)) {
    throw fail(`cannot decode !!${typeName(value)} \`${text}\` as a !!${tag}`)
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
    throw new Error(`error converting YAML to JSON: json: unsupported value: ${name}`)
  }
  return value
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return 'str'
}

function binary(text: string): string {
  const compact = text.replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0 || /\S\s+\S/.test(text.trim())) {
    throw fail('!!binary value contains invalid base64 data')
  }
  return new TextDecoder().decode(Uint8Array.from(atob(compact), (c) => c.charCodeAt(0)))
}

/** `%#v` of a decoded value. */
function goValue(value: unknown): string {
  if (value === null) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goValue).join(', ')}}`
  if (!isPlainObject(value)) return String(value)
  const fields = Object.keys(value).map((key) => `${goQuote(key)}:${goValue(value[key])}`)
  return `map[interface {}]interface {}{${fields.join(', ')}}`
}
