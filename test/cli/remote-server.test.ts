/** Which cluster a command line means when there are servers, and what it says when one cannot be had. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../../src/http/index.js'
import { makeCertificate } from '../../src/http/server/certificate.js'
import { Cluster } from '../../src/index.js'
import { servedKubeconfig } from '../../src/kubeconfig/served.js'
import { runRemotely } from '../../src/process/run.js'

const tls = makeCertificate()
const token = 'open-sesame'
let home: string
let address: string
let close = async () => {}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kubesim-remote-'))
  const cluster = await Cluster.open({ create: { clock: 'virtual' } })
  await cluster.run(['create', 'configmap', 'far', '-n', 'kube-public'])
  const server = await startServer({ cluster, token, tls })
  address = server.address
  close = async () => {
    await server.close()
    await cluster.close()
  }
  const access = { cluster: 'lab', address, token, namespace: 'kube-public', certificate: tls.cert }
  writeFileSync(file('config'), servedKubeconfig(access))
  writeFileSync(file('ca.pem'), tls.cert)
  writeFileSync(file('pod.yaml'), 'apiVersion: v1\nkind: Pod\n')
  writeFileSync(file('labelled.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n')
  writeFileSync(file('bad.yaml'), 'a: b: c')
  writeFileSync(file('other.yaml'), otherConfig)
})
afterAll(async () => {
  await close()
  rmSync(home, { recursive: true, force: true })
})

const file = (name: string) => join(home, name)

const otherConfig = `apiVersion: v1
kind: Config
clusters:
- name: nobody
  cluster: {server: "https://127.0.0.1:1"}
contexts:
- name: nobody
  context: {cluster: nobody, user: me}
current-context: nobody
users:
- name: me
  user: {token: abc}
`

/** What a command line shows; `@name` is a file of the test's folder. */
async function show(line: string, environment: Record<string, string> = {}): Promise<string> {
  const words = line.split(' ').map((word) => word.replace('@', `${home}/`).replace('ADDRESS', address))
  const { stdout, stderr } = await runRemotely(words, { environment })
  return `${stdout}${stderr}`.replaceAll(`${home}/`, '').replaceAll(address, 'ADDRESS')
}

describe('a command line reaches the cluster of a server', () => {
  test.each([
    '--kubeconfig=@config get cm far -o name',
    'get cm far -o name --kubeconfig @config --context kubesim-lab',
    `-s ADDRESS --token=${token} --certificate-authority=@ca.pem -n kube-public get cm far -o name`,
    `--server=ADDRESS --token=${token} --insecure-skip-tls-verify -n kube-public get cm far -o name`,
    `--kubeconfig=@other.yaml --server=ADDRESS --token=${token} --insecure-skip-tls-verify -n kube-public get cm far -o name`,
  ])('%s', async (line) => {
    expect(await show(line)).toBe('configmap/far\n')
  })

  test('that KUBESIM_KUBECONFIG names', async () => {
    expect(await show('get cm far -o name', { KUBESIM_KUBECONFIG: file('config') })).toBe('configmap/far\n')
  })

  test('unless KUBESIM_STATE or --state name a file', async () => {
    const environment = { KUBESIM_KUBECONFIG: file('config'), KUBESIM_STATE: file('state.json') }
    const missing = 'Error from server (NotFound): configmaps "far" not found\n'
    expect(await show('get cm far', environment)).toBe(missing)
    expect(await show('get cm far --state=@state.json', { KUBESIM_KUBECONFIG: file('config') })).toBe(missing)
  })

  test('and prints what the server has for a path', async () => {
    expect(JSON.parse(await show('--kubeconfig=@config get --raw /version'))).toMatchObject({ major: '1' })
    expect(await show('--kubeconfig=@config get --raw /nosuch')).toContain('(NotFound)')
  })
})

describe('what a dry run makes on this side needs no server', () => {
  test.each([
    ['create deployment x --image=y --dry-run=client', 'deployment.apps/x created (dry run)\n'],
    ['create configmap x --from-literal=a=b --dry-run=client -o name', 'configmap/x\n'],
    ['create namespace x --dry-run=client -n other -o jsonpath={.metadata}', '{"name":"x"}'],
    ['create sa x --dry-run=client -n other -o jsonpath={.metadata}', '{"name":"x","namespace":"other"}'],
    ['create rolebinding x --clusterrole=view --user=u --dry-run=client -o name', /^rolebinding.*\/x\n$/],
    ['annotate --local -f @labelled.yaml a=b -o name', 'configmap/x\n'],
  ])('%s', async (line, shown) => {
    const seen = await show(`--server http://127.0.0.1:1 ${line}`)
    if (typeof shown === 'string') expect(seen).toBe(shown)
    else expect(seen).toMatch(shown)
  })

  test('what a server has to check asks it', async () => {
    const refused = 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n'
    expect(await show('-s 127.0.0.1:1 create role x --verb=get --resource=pods --dry-run=client')).toBe(refused)
    expect(await show('-s 127.0.0.1:1 run x --image=y --dry-run=client')).toBe(refused)
    expect(await show('-s 127.0.0.1:1 create sa x --dry-run=server')).toContain('refused')
  })
})

describe('a command line says in kubectl’s words', () => {
  test.each([
    ['--kubeconfig=@nosuch get pods', 'error: stat nosuch: no such file or directory\n'],
    [
      '--kubeconfig=@pod.yaml get pods',
      'error: error loading config file "pod.yaml": no kind "Pod" is registered for version "v1" in scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"\n',
    ],
    [
      '--kubeconfig=@bad.yaml get pods',
      'error: error loading config file "bad.yaml": yaml: mapping values are not allowed in this context\n',
    ],
    [
      '--kubeconfig=@config --context=nosuch get pods',
      'Error in configuration: context was not found for specified context: nosuch\n',
    ],
    ['--kubeconfig=@config --cluster=nosuch get pods', 'error: no server found for cluster "nosuch"\n'],
    ['--kubeconfig=@config --user=nosuch get pods', 'error: auth info "nosuch" does not exist\n'],
    [
      '--kubeconfig=@config --certificate-authority=@nosuch get pods',
      'error: unable to read certificate-authority nosuch for kubesim-lab due to open nosuch: no such file or directory\n',
    ],
    [
      '--kubeconfig=@config --certificate-authority=@pod.yaml get pods',
      'error: unable to load root certificates: unable to parse bytes as PEM block\n',
    ],
    [
      '--kubeconfig=@config --certificate-authority=@ca.pem --insecure-skip-tls-verify get pods',
      'error: specifying a root certificates file with the insecure flag is not allowed\n',
    ],
    [
      '--kubeconfig=@other.yaml get pods',
      'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
    ],
    [
      '-s 127.0.0.1:1 get pods',
      'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
    ],
    [
      '-s ADDRESS get pods',
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n',
    ],
    ['--kubeconfig=@config --token=wrong get pods', 'error: You must be logged in to the server (Unauthorized)\n'],
    [
      '--state=x.json -s ADDRESS get pods',
      'error: --state means a cluster in a file, --server one behind a server: give one of them\n',
    ],
  ])('%s', async (line, said) => {
    expect(await show(line)).toBe(said)
  })

  test('that another cluster is for kubectl', async () => {
    const other = createServer((_request, response) => response.end('{"gitVersion": "v1.30.2"}'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const said = `error: http://127.0.0.1:${port} is no kubesim server but a cluster of its own, v1.30.2: use kubectl for it\n`
    expect(await show(`-s http://127.0.0.1:${port} delete pods --all`)).toBe(said)
    other.close()
  })
})

describe('without a server', () => {
  test('what needs none works', async () => {
    const local = '--kubeconfig=@other.yaml label --local -f @labelled.yaml a=b -o name'
    expect(await show(local)).toBe('configmap/x\n')
    expect(await show('--kubeconfig=@other.yaml version --client')).toContain('Client Version')
  })

  const onFiles = 'error: this command works on the cluster of a state file, not through a server (see --state)\n'

  test.each(['clock show', 'node list', 'env', 'curl localhost'])('%s says that it cannot work', async (line) => {
    expect(await show(`--kubeconfig=@config ${line}`)).toBe(onFiles)
  })
})

describe('the kubeconfig', () => {
  test('is what config shows', async () => {
    expect(await show('--kubeconfig=@config config current-context')).toBe('kubesim-lab\n')
    expect(await show('--kubeconfig=@config config get-contexts')).toBe(
      'CURRENT   NAME          CLUSTER       AUTHINFO      NAMESPACE\n' +
        '*         kubesim-lab   kubesim-lab   kubesim-lab   kube-public\n',
    )
    const view = await show('--kubeconfig=@config config view')
    expect(view).toContain('token: REDACTED')
    expect(view).toContain('certificate-authority-data: DATA+OMITTED')
    expect(await show('--kubeconfig=@config config view --raw')).toContain(`token: ${token}`)
    expect(await show('--kubeconfig=@config cluster-info')).toContain('control plane is running at ADDRESS\n')
  })

  test('is what config changes', async () => {
    writeFileSync(file('mine'), readFileSync(file('config')))
    expect(await show('--kubeconfig=@mine config set-context --current --namespace=team')).toBe(
      'Context "kubesim-lab" modified.\n',
    )
    expect(await show('--kubeconfig=@mine get pods')).toBe('No resources found in team namespace.\n')
    expect(await show('--kubeconfig=@mine config use-context nosuch')).toBe(
      'error: no context exists with the name: "nosuch"\n',
    )
    expect(await show('--kubeconfig=@mine config use-context kubesim-lab')).toBe('Switched to context "kubesim-lab".\n')
  })
})
