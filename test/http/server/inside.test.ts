import { afterAll, beforeAll, expect, test } from 'vitest'
import { Cluster } from '../../../src/index.js'

let cluster: Cluster
beforeAll(async () => {
  cluster = await Cluster.open({ create: { clock: 'virtual', seed: 'inside' } })
  await cluster.run(['run', 'p', '--image=curlimages/curl', '--', 'sleep', '1d'])
  await cluster.run(['run', 'b', '--image=busybox', '--', 'sleep', '1d'])
})
afterAll(() => cluster.close())

const account = '/var/run/secrets/kubernetes.io/serviceaccount'
const bearer = `-H "Authorization: Bearer $(cat ${account}/token)"`
const within = (pod: string, script: string) => cluster.run(['exec', pod, '--', 'sh', '-c', script])
const curl = async (words: string) => (await within('p', `curl -s --cacert ${account}/ca.crt ${words}`)).stdout
const pods = 'https://kubernetes.default.svc/api/v1/namespaces/default/pods'

test('a pod is nobody without its token, and may do what the roles give to its account with it', async () => {
  expect(JSON.parse(await curl(pods))).toMatchObject({
    code: 403,
    message: expect.stringContaining('User "system:anonymous" cannot list resource "pods"'),
  })
  expect(JSON.parse(await curl(`-H "Authorization: Bearer x" ${pods}`)).code).toBe(401)
  expect(JSON.parse(await curl(`${bearer} ${pods}`)).message).toContain('User "system:serviceaccount:default:default"')
  await cluster.run(['create', 'rolebinding', 'r', '--clusterrole=edit', '--serviceaccount=default:default'])
  const list = await curl(
    `${bearer} https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/api/v1/namespaces/$(cat ${account}/namespace)/pods`,
  )
  // Indented, as curl gets it.
  expect(list).toContain('\n  "kind": "PodList"')
  expect(JSON.parse(list).items).toHaveLength(2)
})

test('a pod can write, and says what it is called', async () => {
  const made = '"{\\"metadata\\":{\\"name\\":\\"made\\"},\\"data\\":{\\"a\\":\\"1\\"}}"'
  const path = 'https://kubernetes/api/v1/namespaces/default/configmaps'
  const head = await curl(`-i ${bearer} -H "Content-Type: application/json" -d ${made} ${path}`)
  expect(head).toMatch(/^HTTP\/1\.1 201 Created\r\n/)
  const { stdout } = await cluster.run(['get', 'cm', 'made', '-o', 'jsonpath={.data.a}'])
  expect(stdout).toBe('1')
  expect(await curl(`-o /dev/null -w "%{http_code}" ${bearer} -X DELETE ${path}/made`)).toBe('200')
})

test('nothing is sent to a server that is not believed', async () => {
  const path = 'https://kubernetes/api/v1/namespaces/default/pods/b'
  const refused = await within('p', `curl -s ${bearer} -X DELETE ${path}`)
  expect([refused.exitCode, refused.stdout]).toEqual([60, ''])
  expect((await cluster.run(['get', 'pod', 'b', '-o', 'name'])).stdout).toBe('pod/b\n')
  const unread = await within('p', `curl -sS --cacert /nosuch ${path}`)
  expect([unread.exitCode, unread.stderr]).toEqual([
    77,
    expect.stringContaining('curl: (77) error setting certificate file: /nosuch'),
  ])
})

test('wget reaches it too', async () => {
  const header = `--header "Authorization: Bearer $(cat ${account}/token)"`
  const { stdout } = await within(
    'b',
    `wget -qO- ${header} https://kubernetes.default/api/v1/namespaces/default/pods/p`,
  )
  expect(JSON.parse(stdout).metadata.name).toBe('p')
})

test('what cannot be told in there is refused in words', async () => {
  expect(JSON.parse(await curl(`${bearer} "${pods}?watch=1"`))).toMatchObject({ code: 501, reason: 'NotImplemented' })
  const script = `curl -sk ${bearer} ${pods}; curl -sk https://kubernetes/api; sleep 1d`
  await cluster.run(['run', 'm', '--image=curlimages/curl', '--', 'sh', '-c', script])
  const { stdout } = await cluster.run(['logs', 'm'])
  expect(stdout).toContain('"message": "kubesim answers requests of the API from kubectl exec')
  expect(stdout).toContain('"message": "forbidden: User \\"system:anonymous\\" cannot get path \\"/api\\""')
})
