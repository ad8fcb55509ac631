/** Values that flags cannot take, and those that nobody expects, as kubectl 1.36 answers them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCluster, type Typed } from './cluster.js'

let typed: Typed
beforeAll(async () => {
  typed = await openCluster()
  await typed.type('create deployment web --image=nginx')
  await typed.type('run idle --image=nginx')
})
afterAll(() => typed.cluster.close())

const invalid = (value: string, flag: string, command: string) =>
  `error: invalid argument "${value}" for "--${flag}" flag: time: invalid duration "${value}"\nSee 'kubesim ${command} --help' for usage.\n`
const unrecognised = (why: string) => `error: ${why}\n`

test.each([
  ['create token default --duration 99999999h', invalid('99999999h', 'duration', 'create token')],
  ['wait pod/idle --for=delete --timeout 9999999999999m', invalid('9999999999999m', 'timeout', 'wait')],
  ['logs idle --since 2562047h48m', invalid('2562047h48m', 'since', 'logs')],
  ['delete pod nosuch --timeout 2562048h', invalid('2562048h', 'timeout', 'delete')],
  ['get nodes --sort-by @t', 'No resources found\n'],
  ['get nodes --sort-by {.metadata.name[0:1]}', 'No resources found\n'],
  ['get nodes -o json --sort-by @t', unrecognised('unrecognized identifier t')],
  [
    'run x --image=i --dry-run=client --overrides []',
    unrecognised(
      `couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    ),
  ],
  [
    'run x --image=i --dry-run=client --overrides {"spec":5}',
    unrecognised('json: cannot unmarshal number into Go struct field Pod.spec of type v1.PodSpec'),
  ],
  [
    'expose deployment web --port=80 --name=x --dry-run=server --overrides {"spec":5}',
    unrecognised('json: cannot unmarshal number into Go struct field Service.spec of type v1.ServiceSpec'),
  ],
  ['get \u001b[31m', unrecognised('the server doesn\'t have a resource type "\\x1b[31m"')],
  ['apply -f \u001b31m.yaml', unrecognised('the path "\\x1b31m.yaml" does not exist')],
  ['apply -f [x.yaml', unrecognised('pattern "[x.yaml" is not valid: syntax error in pattern')],
  ['\u001b[31m', unrecognised('unknown command "\\x1b[31m" for "kubesim"')],
  ['run x --image=\u001b[31m', unrecognised('Invalid image name "\\x1b[31m": invalid reference format')],
])('%s', async (line, stderr) => {
  expect((await typed.type(line)).stderr).toBe(stderr)
})

test('an overridden pod is one again', async () => {
  const line = (overrides: string) => `run x --image=i --dry-run=client -o yaml --overrides ${overrides}`
  expect(await typed.out(line('{"spec":null}'))).toContain('spec:\n  containers: null\nstatus: {}\n')
  expect(await typed.out(line('{"metadata":null}'))).toContain('metadata: {}\n')
})
