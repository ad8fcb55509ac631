/** argv → request: what each command makes of its command line, before anything is asked of a cluster. */
import { describe, expect, test } from 'vitest'
import { runCommandLine } from '../../src/cli/index.js'
import type { CommandEntry, Context } from '../../src/commands/command.js'
import { commands } from '../../src/commands/index.js'

/** Words are split at blanks; quotes keep them together. */
const words = (line: string) => [...line.matchAll(/'([^']*)'|([^\s']+)/g)].map(([, quoted, plain]) => quoted ?? plain!)

/** Commands that keep their request, instead of doing what it says. */
function kept(entries: readonly CommandEntry[], keep: (request: unknown) => void): CommandEntry[] {
  return entries.map((entry) => ({
    ...entry,
    ...(entry.subcommands === undefined ? {} : { subcommands: kept(entry.subcommands, keep) }),
    ...(entry.load === undefined
      ? {}
      : { load: async () => ({ ...(await entry.load!()), run: async (request) => keep(request) }) }),
  }))
}

async function requestOf(line: string): Promise<unknown> {
  let request: unknown
  let said = ''
  const code = await runCommandLine(words(line), {
    program: 'kubesim',
    commands: kept(commands, (each) => {
      request = each
    }),
    out: () => {},
    err: (text) => {
      said += text
    },
    discard: () => {},
    open: async () => ({ context: {} as Context, close: async () => {} }),
  })
  if (code !== 0) throw new Error(said)
  return request
}

const files = (...filenames: string[]) => ({ filenames, kustomize: '', recursive: false })

const understood: readonly [line: string, request: object | string | undefined][] = [
  [
    'get pods',
    { args: ['pods'], files: files(), labelSelector: '', allNamespaces: false, watch: false, output: { format: '' } },
  ],
  ['get po/a svc/b -A', { args: ['po/a', 'svc/b'], allNamespaces: true }],
  ['-o wide get pods', { output: { format: 'wide' }, table: { wide: true } }],
  ['get -owide pods', { output: { format: 'wide' } }],
  ['get pods -o=yaml', { output: { format: 'yaml' } }],
  ['get pods -Aw', { allNamespaces: true, watch: true }],
  ['get pods --watch-only --output-watch-events', { watch: true, watchOnly: true, watchEvents: true }],
  ['get pods -L a,b -L c', { table: { columnLabels: ['a', 'b', 'c'] } }],
  ['get pods -l a=b --field-selector=c=d', { labelSelector: 'a=b', fieldSelector: 'c=d' }],
  ['get pods --show-labels --no-headers --show-kind', { table: { showLabels: true, noHeaders: true, showKind: true } }],
  ['get -f a.yaml,b.yaml -f c.yaml -R', { files: { filenames: ['a.yaml', 'b.yaml', 'c.yaml'], recursive: true } }],
  ['get -k dir', { files: { filenames: [], kustomize: 'dir' } }],
  ['get pods --sort-by=.x --ignore-not-found', { sortBy: '.x', ignoreNotFound: true }],
  ['get deploy web --subresource=scale', { subresource: 'scale' }],
  ['get -- pods -o', { args: ['pods', '-o'] }],
  ['describe pods -l a=b --show-events=false', { args: ['pods'], selector: 'a=b', showEvents: false }],
  ['describe pods', { selector: undefined, showEvents: undefined }],
  ['create -f x.yaml --validate=warn', { files: { filenames: ['x.yaml'], validate: true }, dryRun: 'none' }],
  ['create -f x.yaml --validate=false --dry-run=client', { files: { validate: false }, dryRun: 'client' }],
  ['create deployment web --image=a', { name: 'web', command: [], dryRun: 'none' }],
  ['create deploy web --image=a -- sh -c x', { name: 'web', command: ['sh', '-c', 'x'] }],
  ['create svc clusterip web --tcp=80 --dry-run=server', { name: 'web', dryRun: 'server' }],
  ['create cm c --dry-run', { name: 'c', dryRun: 'client' }],
  ['create cm c --dry-run=true', { dryRun: 'client' }],
  ['create cm c --dry-run=false', { dryRun: 'none' }],
  ['apply -f - -l a=b', { files: files('-'), selector: 'a=b', record: undefined }],
  ['apply -k dir', { files: { filenames: [], kustomize: 'dir' } }],
  ['apply -f x --record', { record: 'apply --filename=x --record=true' }],
  [
    'delete pod a b',
    { args: ['pod', 'a', 'b'], deletion: { propagation: 'Background', gracePeriod: undefined, wait: true } },
  ],
  ['delete pods --all', { all: true, deletion: { ignoreNotFound: true } }],
  ['delete pods --all --ignore-not-found=false', { all: true, deletion: { ignoreNotFound: false } }],
  ['delete pods -l a', { labelSelector: 'a', deletion: { ignoreNotFound: true } }],
  ['delete pod a --cascade=orphan', { deletion: { propagation: 'Orphan' } }],
  ['delete pod a --cascade=foreground', { deletion: { propagation: 'Foreground' } }],
  ['delete pod a --cascade', { deletion: { propagation: 'Background' } }],
  ['delete pod a --now', { deletion: { gracePeriod: 1, wait: true } }],
  ['delete pod a --grace-period=0', { deletion: { gracePeriod: 1, wait: true } }],
  ['delete pod a --grace-period=5', { deletion: { gracePeriod: 5 } }],
  ['delete pod a --force', { force: true, deletion: { gracePeriod: 0, wait: false } }],
  ['delete pod a --force --wait', { deletion: { gracePeriod: 0, wait: true } }],
  ['delete pod a --wait=false --timeout=1m30s', { deletion: { wait: false, timeout: 90_000 } }],
  ['delete pod a -o name', { deletion: { nameOnly: true } }],
  ['expose deploy web --port=80 --target-port=http --type=NodePort', { args: ['deploy', 'web'] }],
  ['expose deploy web --port=80', { service: { port: '80', type: '', name: '', overrideType: 'merge' } }],
  ['scale deploy web --replicas=3', { replicas: 3, currentReplicas: undefined, resourceVersion: undefined }],
  ['scale deploy --all --replicas=0x10 --current-replicas=2', { all: true, replicas: 16, currentReplicas: 2 }],
  ['scale -f x.yaml --replicas=0 --timeout=10s', { files: files('x.yaml'), replicas: 0, timeout: 10_000 }],
  ['scale deploy -l a=b --replicas=1', { selector: 'a=b' }],
  ['patch deploy web -p {}', { type: 'strategic', patch: '{}', patchFile: '', local: false, subresource: undefined }],
  ['patch deploy web --type=JSON --patch-file=x', { type: 'json', patch: '', patchFile: 'x' }],
  ['patch -f x --local -p {}', { files: files('x'), local: true }],
  ['config set-context --current --namespace=dev', { name: undefined, namespace: 'dev' }],
  ['config get-contexts a b -o name', { names: ['a', 'b'], nameOnly: true, headers: true }],
  ['config view --minify', { minify: true, format: 'yaml' }],
  ['clock advance 1h30m', 5_400_000 as unknown as object],
  ['clock set virtual', 'virtual'],
  ['cluster create dev --nodes=2 --seed=x --pace=realistic', { name: 'dev' }],
  ['cluster create --disable=scheduler,kubelet --disable=deployment', { name: undefined }],
  [
    'cluster create --load-balancer=192.0.2.0/24',
    { options: { loadBalancer: { mode: 'pool', range: '192.0.2.0/24' } } },
  ],
  ['cluster create', { options: { kubernetesVersion: '1.36.2' } }],
  ['cluster create --kubernetes-version=1.36', { options: { kubernetesVersion: '1.36.2' } }],
  ['cluster create --kubernetes-version=1.33', { options: { kubernetesVersion: '1.33.2' } }],
  ['cluster create --kubernetes-version=v1.33.5', { options: { kubernetesVersion: '1.33.5', workers: 3 } }],
  ['node add a b', ['a', 'b']],
  ['completion zsh', 'zsh'],
  ['env --shell=fish', 'fish'],
  ['shell -- kubectl get pods', ['kubectl', 'get', 'pods']],
  ['version --client -o json', { clientOnly: true, format: 'json' }],
  ['api-resources --no-headers --sort-by=name', { headers: false, sortBy: 'name' }],
]

const refused: readonly [line: string, message: string][] = [
  ['get pods --show-labels -o yaml', '--show-labels option cannot be used with yaml printer'],
  ['get pods --output-watch-events', '--output-watch-events option can only be used with --watch or --watch-only'],
  ['get pods -w=perhaps', 'invalid argument "perhaps" for "-w, --watch" flag'],
  [
    'get pods --chunk-size=x',
    'invalid argument "x" for "--chunk-size" flag: strconv.ParseInt: parsing "x": invalid syntax',
  ],
  ["get pods -L '\"a'", 'invalid argument "\\"a" for "-L, --label-columns" flag: parse error on line 1, column 3'],
  ['create -f x y', 'Unexpected args: [y]'],
  ['create', 'must specify one of -f and -k'],
  ['create -f x --validate=perhaps', 'invalid - validate option "perhaps"'],
  ['create deployment web', 'required flag(s) "image" not set'],
  ['create deployment --image=a', 'exactly one NAME is required, got 0'],
  ['create deployment a b --image=a', 'exactly one NAME is required, got 2'],
  ['create deployment -- a --image=a', 'required flag(s) "image" not set'],
  ['create deployment w --image=a --replicas=2147483648', 'strconv.ParseInt: parsing "2147483648": value out of range'],
  ['create deployment w --image=a --replicas=1.5', 'strconv.ParseInt: parsing "1.5": invalid syntax'],
  ['create deployment w --image=a --dry-run=perhaps', 'Invalid dry-run value (perhaps)'],
  ['create svc externalname x', 'required flag(s) "external-name" not set'],
  ['create secret tls x', 'key and cert must be specified'],
  ['create secret docker-registry x', 'either --from-file or the combination'],
  ['apply', 'must specify one of -f and -k'],
  ['apply -f x y', 'Unexpected args: [y]'],
  [
    'delete pod a --cascade=perhaps',
    'invalid cascade value (perhaps). Must be "background", "foreground", or "orphan"',
  ],
  ['delete pod a --now --grace-period=5', '--now and --grace-period cannot be specified together'],
  ['delete pod a --force --grace-period=5', '--force and --grace-period greater than 0 cannot be specified together'],
  ['delete pod a --timeout=5', 'time: missing unit in duration "5"'],
  ['delete pod a --timeout=soon', 'time: invalid duration "soon"'],
  ['delete pod a -o yaml', "unexpected -o output mode: yaml. We only support '-o name'"],
  ['expose deploy web --override-type=odd', 'invalid override type: odd'],
  ['scale deploy web', 'required flag(s) "replicas" not set'],
  [
    'scale deploy web --replicas=-1',
    'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
  ],
  ['scale deploy web --replicas=1 --current-replicas=-2', 'must specify an integer of -1 or greater'],
  ['scale deploy web --replicas=many', 'strconv.ParseInt: parsing "many": invalid syntax'],
  ['scale deploy web --replicas=99999999999999999999', 'value out of range'],
  ['patch deploy web', 'must specify --patch or --patch-file containing the contents of the patch'],
  ['patch deploy web -p {} --patch-file=x', 'cannot specify --patch and --patch-file together'],
  ['patch deploy web -p {} --type=odd', '--type must be one of [json merge strategic], not "odd"'],
  ['patch deploy web -p {} --local', 'cannot specify --local and server resources'],
  ['patch -f x -p {} --local --dry-run=server', 'did you mean --dry-run=client?'],
  ['config use-context', 'Unexpected args: []'],
  ['config set-context', 'you must specify a non-empty context name or --current'],
  ['config set-context a --current', 'cannot specify both a context name and --current'],
  ['config get-contexts -o yaml', "output must be one of '' or 'name': yaml"],
  ['config current-context extra', 'unexpected arguments: [extra]'],
  ['clock advance', 'a DURATION is required'],
  ['clock advance -- -5s', 'time does not run backwards: -5s'],
  ['clock advance soon', 'time: invalid duration "soon"'],
  ['clock set slow', 'the clock must be one of: wall, virtual'],
  ['cluster create a b', 'at most one NAME is allowed, got 2'],
  ['cluster create --nodes=-1', '--nodes must be between 0 and 1000'],
  ['cluster create --pace=slow', 'invalid --pace "slow"; must be one of: instant, realistic'],
  ['cluster create --load-balancer=300.0.0.0/8', 'invalid --load-balancer "300.0.0.0/8"'],
  [
    'cluster create --kubernetes-version=1.12',
    'Kubernetes 1.12 cannot be simulated by this version of kubesim; it knows 1.33 and 1.36',
  ],
  ['cluster create --kubernetes-version=1.36.x', 'Kubernetes 1.36.x cannot be simulated'],
  ['cluster create --kubernetes-version=1', 'Kubernetes 1 cannot be simulated'],
  ['cluster use', 'a NAME is required'],
  ['node add', 'at least one NAME is required'],
  ['node add Bad_Name', 'invalid node name "Bad_Name"'],
  ['completion', 'Shell not specified.'],
  ['completion tcsh', 'Unsupported shell type "tcsh".'],
  ['env --shell=tcsh', 'unknown shell "tcsh"; must be one of: sh, fish, powershell'],
  ['version extra', 'extra arguments: [extra]'],
  ['version -o xml', "--output must be 'yaml' or 'json'"],
  ['api-resources extra', 'unexpected arguments: [extra]'],
  [
    'api-resources -o xml',
    'unable to match a printer suitable for the output format "xml", allowed formats are: json,kyaml,name,wide,yaml',
  ],
  ['api-versions extra', 'unexpected arguments: [extra]'],
]

describe('argv → request', () => {
  test.each(understood)('%s', async (line, request) => {
    const made = await requestOf(line)
    if (typeof request === 'object' && !Array.isArray(request)) expect(made).toMatchObject(request)
    else expect(made).toEqual(request)
  })

  test('of options that a cluster is made with', async () => {
    const { options } = (await requestOf(
      'cluster create --disable=scheduler,kubelet --disable=deployment --clock=virtual --nodes=0',
    )) as { options: object }
    expect(options).toMatchObject({
      disabled: ['scheduler', 'kubelet', 'deployment'],
      clock: 'virtual',
      workers: 0,
      pace: 'instant',
      loadBalancer: { mode: 'localhost' },
    })
  })

  test.each(refused)('%s is refused', async (line, message) => {
    await expect(requestOf(line)).rejects.toThrow(message)
  })
})
