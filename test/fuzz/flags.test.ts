/** Odd values at every flag of every command that works on a cluster: each is taken or refused, and none lasts. */
import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import type { CommandEntry, Flag } from '../../src/commands/command.js'
import { globalFlags } from '../../src/commands/global-flags.js'
import { commands } from '../../src/commands/index.js'
import { openCluster, type Typed } from '../commands/cluster.js'
import { expectAnswer } from './answers.js'
import { fuzzing, holds } from './fuzzing.js'

let typed: Typed
beforeAll(async () => {
  typed = await openCluster({ seed: 'flags' })
  for (const line of made) await typed.type(line)
})
afterAll(() => typed.cluster.close())

const made = [
  'create deployment web --image=nginx --replicas=2',
  'run idle --image=busybox -- sleep infinity',
  'expose deployment web --port=80',
  'create configmap c --from-literal=a=b',
  'create secret generic s --from-literal=a=b',
  'create rolebinding rb --clusterrole=view --user=u',
  'clock advance 1m',
]

/** A line that works for each command; what comes after `--` stays last. */
const lines = [
  'annotate pod idle a=b --overwrite',
  'api-resources',
  'api-versions',
  'apply -f -',
  'apply view-last-applied deployment/web',
  'auth can-i get pods',
  'auth whoami',
  'auth reconcile -f -',
  'certificate approve x',
  'cluster-info',
  'cordon worker-1',
  'create clusterrole x --verb=get --resource=pods',
  'create clusterrolebinding x --clusterrole=view --user=u',
  'create configmap x --from-literal=a=b',
  'create deployment x --image=nginx',
  'create namespace x',
  'create poddisruptionbudget x --selector=a=b --min-available=1',
  'create priorityclass x --value=5',
  'create role x --verb=get --resource=pods',
  'create rolebinding x --role=y --user=u',
  'create secret generic x --from-literal=a=b',
  'create secret docker-registry x --docker-username=a --docker-password=b --docker-server=c',
  'create secret tls x --cert=/nosuch --key=/nosuch',
  'create service clusterip x --tcp=80',
  'create service externalname x --external-name=a.b',
  'create service loadbalancer x --tcp=80',
  'create service nodeport x --tcp=80',
  'create serviceaccount x',
  'create token default',
  'create -f -',
  'delete pod nosuch',
  'describe pods',
  'drain worker-1 --dry-run=client',
  'events',
  'exec idle -- true',
  'explain pods.spec',
  'expose deployment web --port=80 --name=y',
  'get pods',
  'get pod idle -o yaml',
  'get deployment,service,configmap,nosuch',
  'label pod idle a=b --overwrite',
  'logs idle',
  'options',
  'patch pod idle -p {"metadata":{"labels":{"a":"b"}}}',
  'replace -f -',
  'rollout history deployment/web',
  'rollout pause deployment/web',
  'rollout restart deployment/web',
  'rollout resume deployment/web',
  'rollout status deployment/web',
  'rollout undo deployment/web',
  'run x --image=nginx',
  'scale deployment/web --replicas=2',
  'set env deployment/web A=b',
  'set image deployment/web nginx=x',
  'set resources deployment/web --limits=cpu=1',
  'set selector service web a=b',
  'set serviceaccount deployment/web x',
  'set subject rolebinding rb --user=v',
  'taint node worker-1 a=b:NoSchedule --overwrite',
  'top pods',
  'uncordon worker-1',
  'version',
  'wait pod/idle --for=condition=Ready --timeout=1s',
]

/** What they do with it lasts, belongs to the machine, or stands for another program. */
const passedOver =
  'watch watch-only follow stdin tty attach interactive help state kubeconfig server cache-dir profile-output profile editor rm leave-stdin-open output-watch-events edit'.split(
    ' ',
  )

const values = [
  ...[
    '',
    ' ',
    '-1',
    '0',
    '1',
    '007',
    '0x1f',
    '1.5',
    '1e9',
    '99999999999999999999',
    'nan',
    'true',
    'null',
    '-',
    '*',
    '/',
  ],
  ...['9999999999999m', '99999999h', '5s', '-5s', '1h1', '2562047h48m', '2026-01-01T00:00:00Z', '2026-99-01', '10Xi'],
  ...[
    '{',
    '}',
    '{}',
    '[]',
    '[5]',
    '"x"',
    '5',
    '{"spec":null}',
    '{"metadata":5}',
    '[{"op":"remove","path":"/x"}]',
    'a: b: c',
  ],
  ...['[{"op":"replace","path":"/metadata","value":null}]', '{"spec":{"containers":[{}]}}', '{"__proto__":{"a":1}}'],
  ...[
    '@t',
    '{@',
    '{.metadata.name[0:1]}',
    '.metadata.name[0:1]',
    '{.a[?(@.b==',
    '{range .items[*]}',
    '.x.y',
    '{..}',
    '.status',
  ],
  ...[
    'jsonpath={.items[*',
    'jsonpath={.metadata.labels..x[5:1:-1]}',
    'jsonpath={.spec.containers[99999999999]}',
    'jsonpath=',
  ],
  ...[
    'jsonpath={range .items[*]}{.status.x.y}{end}',
    'jsonpath-as-json={.x',
    'jsonpath-file=/nosuch',
    'jsonpath={.metadata.name[*]}',
  ],
  ...[
    'go-template={{',
    'go-template={{range .}}{{.x.y.z}}{{end}}',
    'go-template={{index .metadata.labels 5}}',
    'go-template={{.}}',
  ],
  ...[
    'go-template={{printf "%d" .metadata}}',
    'go-template={{len 5}}',
    'go-template-file=/nosuch',
    'template',
    'templatefile',
  ],
  ...[
    'custom-columns=A',
    'custom-columns=A:.metadata.name[0:1]',
    'custom-columns=:',
    'custom-columns=A:{.x[?(@.y>1)]}',
  ],
  ...[
    'custom-columns=A:.metadata.labels.constructor',
    'custom-columns-file=/nosuch',
    'json',
    'yaml',
    'wide',
    'name',
    'kyaml',
    'JSON',
  ],
  ...[
    'a=b',
    'a==',
    '=b',
    '!a',
    'a in (',
    'a in (b,c)',
    'a,b',
    'metadata.name=',
    'status.phase!=x',
    'a=b,',
    'a>1',
    'a<x',
    '!',
  ],
  ...[
    'constructor',
    '__proto__',
    '__proto__=x',
    'constructor=x',
    'toString',
    'hasOwnProperty=y',
    '\u001b[31m',
    'a\u0000b',
    'é',
    '\ud800',
  ],
  ...[
    'x'.repeat(300),
    '../..',
    '1:2:3',
    '80:',
    ':80',
    '65536',
    '80,81',
    '80:http',
    'tcp',
    'x/y/z',
    'v1/pods',
    'apps/v9',
    'pods/x',
  ],
  ...[
    'condition=',
    'condition=Ready=',
    'jsonpath={.status}=',
    'jsonpath={.status.phase}',
    'delete',
    'create',
    'jsonpath={',
  ],
  ...[
    'client',
    'server',
    'strict',
    'warn',
    'all',
    'cpu=',
    'cpu=1x',
    'memory=1Gi,cpu=1e1000',
    'a:b',
    'default:default',
    '/nosuch',
  ],
]

async function flagsOf(words: readonly string[], entries: readonly CommandEntry[]): Promise<readonly Flag[]> {
  const entry = entries.find(({ name }) => name === words[0])
  const below = entry?.subcommands?.some(({ name }) => name === words[1])
  if (below) return flagsOf(words.slice(1), entry!.subcommands!)
  return (await entry?.load?.())?.flags ?? []
}

/** Milliseconds after which whoever waits for what never comes is interrupted. */
const longest = 2000

test('whatever a flag is given, the command says what is wrong with it or works with it', async () => {
  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const pick = <T>(from: readonly T[]): T => from[g(fc.nat, from.length - 1)]!
    const words = pick(lines).split(' ')
    const known = [...(await flagsOf(words, commands)), ...globalFlags]
    const flags = known.filter(({ name }) => !passedOver.includes(name))
    const given = Array.from({ length: 1 + g(fc.nat, 1) }, () => `--${pick(flags).name}=${pick(values)}`)
    const dash = words.indexOf('--')
    const argv = dash < 0 ? [...words, ...given] : [...words.slice(0, dash), ...given, ...words.slice(dash)]
    const stdin = pick(['', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n'])
    const options = { stdin, signal: AbortSignal.timeout(longest) }
    const quiet = words[1] === 'can-i' && given.some((flag) => flag.startsWith('--quiet='))
    await expectAnswer(JSON.stringify(argv), () => typed.cluster.run(argv, options), quiet)
  })
  await holds(property, fuzzing(400))
})
