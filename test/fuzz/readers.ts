/** Every reader of text that strangers write, with the signs that it knows and the errors that it documents. */
import { ApiError, UsageError } from '../../src/api/contract/errors.js'
import { splitDocuments } from '../../src/commands/manifests/split.js'
import { EnvironmentFileError, variableIn } from '../../src/controllers/kubelet/environment-files.js'
import { managerOf } from '../../src/http/exchange/field-manager.js'
import { mediaRanges, negotiate, objectOffer } from '../../src/http/exchange/negotiation.js'
import { cutTarget, resourcePath, segmentsOf } from '../../src/http/exchange/paths.js'
import {
  checkListOptions,
  checkTimeout,
  integer,
  listQuery,
  revisionOption,
  writeOptions,
} from '../../src/http/exchange/query.js'
import { MalformedProtobuf } from '../../src/http/protobuf/bytes.js'
import { decodeProtobuf } from '../../src/http/protobuf/decode.js'
import { duplicateFields } from '../../src/http/rest/duplicates.js'
import { celProblem } from '../../src/kinds/apiextensions/customresource/cel/problems.js'
import { hasFormat } from '../../src/kinds/apiextensions/customresource/validation/formats.js'
import { parseKubeconfig } from '../../src/kubeconfig/document.js'
import { goQuote } from '../../src/model/go/quote.js'
import { regexpProblem } from '../../src/model/go/regexp.js'
import { goSyntaxUnquote } from '../../src/model/go/unquote.js'
import { readJson, writeJson } from '../../src/model/json/exact-json.js'
import { formatJson } from '../../src/model/json/json.js'
import { JsonSyntaxError, jsonProblem, parseJson, scanJsonValue } from '../../src/model/json/json-syntax.js'
import { JsonPath } from '../../src/model/jsonpath/jsonpath.js'
import { parseGoDuration } from '../../src/model/objects/duration.js'
import * as names from '../../src/model/objects/names.js'
import { canonicalQuantity } from '../../src/model/objects/quantity.js'
import { parseFieldSelector } from '../../src/model/selectors/field-selectors.js'
import { parseLabelSelector } from '../../src/model/selectors/label-selectors.js'
import { addressNumber, isValidIP, parseCidr } from '../../src/model/values/addresses.js'
import { ByteDecoder, bytesOf, textOf } from '../../src/model/values/byte-text.js'
import { TarFault, unpackTar } from '../../src/model/values/tar-archive.js'
import { parseYaml } from '../../src/model/yaml/reader.js'
import { relaxedPath } from '../../src/printers/custom-columns.js'
import { GoTemplate } from '../../src/printers/go-template/template.js'
import { alignText } from '../../src/printers/tabwriter.js'
import { printYaml } from '../../src/printers/yaml.js'
import { parseReference } from '../../src/runtime/catalogue/reference.js'
import { real } from '../api/real-api.js'
import type { Reader } from './shapes.js'

type Errors = readonly (abstract new (...args: never) => Error)[]

/** Whether it is of one of these classes and of none below: a TypeError is an Error, and a fault of ours. */
const oneOf = (classes: Errors) => (error: unknown) => classes.some((each) => (error as Error)?.constructor === each)

function reader(name: string, signs: string, read: (text: string) => unknown, ...classes: Errors): Reader {
  return { name, signs: signs.split(' ').map((sign) => sign.replaceAll('␣', ' ')), read, refuses: oneOf(classes) }
}

const query = (text: string) =>
  new URLSearchParams(
    Object.fromEntries(
      ['limit', 'timeout', 'resourceVersion', 'continue', 'fieldSelector', 'dryRun', 'fieldManager'].map((name) => [
        name,
        text,
      ]),
    ),
  )

const api = real()
const configMaps = api.resources().find(({ plural }) => plural === 'configmaps')!
const listed = (token: string) => api.listing({ resource: configMaps, namespace: 'default', limit: 1, continue: token })

export const readers: readonly Reader[] = [
  reader('quantity', '1 . 0 - + e Ki m 1e5', canonicalQuantity, Error),
  reader('duration', '1h 1 . h ms - +', parseGoDuration, Error),
  reader('label selector', 'a=b , ( ) in notin ! = == != a b,', parseLabelSelector, Error),
  reader('field selector', 'a=b, , = \\ \\, !=', parseFieldSelector, Error),
  reader(
    'jsonpath',
    '{ } {.a} [ ] {.a[ [?( ?( @.a .. * {range {end} {" \' , : - \\ $',
    (text) => new JsonPath(text),
    Error,
  ),
  reader(
    'go-template',
    '{{ }} {{. {{.a}} {{range {{end}} {{if {{- -}} | ( ) $ := " ` \' /* */ , . {{/*',
    (text) => new GoTemplate(text, { allowMissingKeys: true }),
    Error,
  ),
  reader('custom columns path', '{ } . .a [', relaxedPath, UsageError),
  reader('YAML', '- : ?␣ a:␣ {a: [ ] { } &a␣ *a␣ ! | > # \' " --- \n- ,␣ << %', (text) => parseYaml(text), Error),
  reader('documents', '---\n {} a:␣1\n # [ { " ,', (text) => splitDocuments(text, 'x'), UsageError, Error),
  reader(
    'JSON',
    '[ ] { } {"a": , : "a" 1 - e . true \\u00 \\ 12345678901234567890',
    (text) => {
      jsonProblem(text)
      const parsed = parseJson(text)
      if (parsed !== undefined) writeJson(parsed.value)
      if (parsed !== undefined) duplicateFields(text)
      scanJsonValue(text, 0)
    },
    JsonSyntaxError,
  ),
  reader('CEL', '( ) [ ] { } self self.a . ! - + && || ? : , " \' \\ 1 a( .all(a, // == ?:', celProblem),
  reader('regular expression', '( ) [ ] a* a+ a? {2} | \\ ^ $ . (?i) [a-z] \\pL', regexpProblem),
  ...Object.values(names).flatMap((check) =>
    typeof check === 'function' && /^is/.test(check.name)
      ? [reader(check.name, 'a - . / _ A *. %', check as (text: string) => unknown)]
      : [],
  ),
  reader('address', '1. 1 : :: . / 1/', (text) => [addressNumber(text), isValidIP(text)]),
  reader('CIDR', '1. / : ::', parseCidr, Error),
  ...[
    'date',
    'date-time',
    'email',
    'hostname',
    'ipv4',
    'ipv6',
    'cidr',
    'uri',
    'uuid',
    'duration',
    'byte',
    'mac',
    'creditcard',
    'isbn',
    'ssn',
    'hexcolor',
    'rgbcolor',
    'k8s-short-name',
    'k8s-long-name',
    'bsonobjectid',
  ].map((format) => reader(`format ${format}`, '1 - : . / @ a, rgb( # +', (text) => hasFormat(format, text))),
  reader(
    'Accept',
    'application/json , ; q=0.5, */*, a/b;as=Table, =',
    (text) => [mediaRanges(text), negotiate(text, objectOffer)],
    ApiError,
  ),
  reader('target', '/ /api/v1/ % %2f ? & = ?a=b & .. //', (text) => {
    const segments = segmentsOf(cutTarget(`/${text}`).path)
    if (segments !== undefined) resourcePath(segments)
  }),
  ...[
    (text: string) => integer(query(text), 'limit'),
    (text: string) => listQuery(query(text)),
    (text: string) => checkTimeout(query(text), () => 'get'),
    (text: string) => revisionOption(query(text), true),
    (text: string) => writeOptions(query(text), 'CreateOptions'),
    (text: string) => checkListOptions(query(text), false),
  ].map((read, at) => reader(`query ${at}`, '1 - + h = ,', read, ApiError)),
  reader(
    'continue token',
    'eyJ2IjoibWV0YS5rOHMuaW8vdjEi LCJydiI6 MSwi c3RhcnQi OiJh IlwwIn0 = - _ +',
    listed,
    ApiError,
  ),
  reader(
    'continue token’s content',
    '{"v":"meta.k8s.io/v1" , "rv": 1 -1 1e99 null "start": "a\\u0000" "../" } [ {',
    (text) => listed(Buffer.from(text).toString('base64url')),
    ApiError,
  ),
  reader('user agent', '/ ( ) a/b', managerOf),
  reader(
    'protobuf',
    '\x00 \x0a \x80 \xff k8s\0 k8s\0\x0a\x80',
    (text) => decodeProtobuf(Buffer.from(text, 'latin1')),
    MalformedProtobuf,
  ),
  reader('tar archive', '\0 0 ustar 7777', (text) => [...unpackTar(Buffer.from(text, 'latin1'))], TarFault),
  reader('kubeconfig', 'a: [ { clusters:\n -', (text) => parseKubeconfig(text, 'x'), Error, UsageError),
  reader('environment file', "A= A='b'\n # ' = \n", (text) => variableIn(text, 'B'), EnvironmentFileError),
  reader('image reference', 'a / : @ . - sha256:', parseReference),
  reader('Go’s quoting', '" \\ \\x \' \\u', (text) => [goQuote(text), goSyntaxUnquote(`"${text}"`)]),
  reader('bytes as text', '\ufffd \ud800 \udc80', (text) => [
    textOf(bytesOf(text)),
    new ByteDecoder().decode(Buffer.from(text, 'latin1')),
  ]),
  reader('printing', '\t < " \u2028 :␣ - #', (text) => [
    formatJson({ [text]: text }),
    printYaml({ [text.slice(0, 50)]: text }),
    alignText(text),
    readJson(JSON.stringify(text)),
  ]),
]
