import { describe, expect, test } from 'vitest'
import { chosenFrom, onlyCurrent } from '../../src/kubeconfig/choice.js'
import { parseKubeconfig } from '../../src/kubeconfig/document.js'
import { readKubeconfig, writeCurrentContext, writeNamespace } from '../../src/kubeconfig/file.js'
import { withoutSecrets } from '../../src/kubeconfig/secrets.js'

const text = `
apiVersion: v1
clusters:
- {name: b, cluster: {server: "https://b", certificate-authority-data: eA==}}
- {name: a, cluster: {server: "https://a"}}
contexts:
- {name: b, context: {cluster: b, user: me, namespace: dev}}
- {name: a, context: {cluster: a, user: me}}
current-context: b
extensions: [{name: kept}]
kind: Config
users:
- {name: me, user: {token: old}}
- {name: me, user: {token: abc}}
`
const nobody = { context: '', cluster: '', user: '' }

/** A folder with one file in it. */
function folder(content = text) {
  const written = new Map([['config', content]])
  return {
    read: async (path: string) => written.get(path) ?? Promise.reject(Object.assign(new Error(), { code: 'ENOENT' })),
    replacePrivately: async (path: string, content: string) => void written.set(path, content),
  }
}

describe('a kubeconfig', () => {
  test('says which cluster, user and namespace are meant', async () => {
    const config = await parseKubeconfig(text, 'config')
    expect(chosenFrom(config, nobody)).toMatchObject({ clusterName: 'b', user: { token: 'abc' }, namespace: 'dev' })
    expect(chosenFrom(config, { ...nobody, context: 'a' })).toMatchObject({ cluster: { server: 'https://a' } })
    expect(chosenFrom(config, { ...nobody, cluster: 'a' })).toMatchObject({ clusterName: 'a', namespace: 'dev' })
    expect(() => chosenFrom(config, { ...nobody, user: 'you' })).toThrow('auth info "you" does not exist')
  })

  test('is shown in order, cut down, and without secrets', async () => {
    const config = await parseKubeconfig(text, 'config')
    expect(config.clusters.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(onlyCurrent(config).clusters.map(({ name }) => name)).toEqual(['b'])
    expect(JSON.stringify(withoutSecrets(config))).not.toMatch(/abc|eA==/)
  })

  test('shows preferences where it has any', async () => {
    expect(await parseKubeconfig('preferences: {}', 'config')).not.toHaveProperty('preferences')
    expect(await parseKubeconfig('preferences: {colors: true}', 'config')).toHaveProperty('preferences.colors', true)
  })

  test('is changed in one place and keeps the rest', async () => {
    const files = folder()
    await writeCurrentContext('config', 'a', files)
    await writeNamespace('config', 'a', 'team', files)
    await writeNamespace('config', 'b', '', files)
    const config = await readKubeconfig('config', files)
    expect(config).toMatchObject({ 'current-context': 'a', extensions: [{ name: 'kept' }] })
    expect(config.contexts).toEqual([
      { name: 'a', context: { cluster: 'a', user: 'me', namespace: 'team' } },
      { name: 'b', context: { cluster: 'b', user: 'me' } },
    ])
    expect(config.users).toEqual([{ name: 'me', user: { token: 'abc' } }])
  })

  test.each([
    ['nosuch', text, 'stat nosuch: no such file or directory'],
    ['config', 'a: b: c', 'error loading config file "config": yaml: mapping values are not allowed in this context'],
    ['config', '- a', /^error loading config file "config": couldn't get version\/kind/],
    ['config', 'clusters: {}', /unmarshal object into Go struct field Config.clusters of type \[\]v1.NamedCluster$/],
    [
      'config',
      'clusters: [{name: a, cluster: {server: 5}}]',
      /number into Go struct field Cluster.clusters.cluster.server/,
    ],
    [
      'config',
      'users: [{name: a, user: {token: [1]}}]',
      /array into Go struct field AuthInfo.users.user.token of type str/,
    ],
    ['config', 'clusters: [{name: a, cluster: x}]', /NamedCluster.clusters.cluster of type v1.Cluster$/],
    ['config', 'current-context: 7', /number into Go struct field Config.current-context of type string$/],
    ['config', 'kind: Pod', /^error loading config file "config": no kind "Pod" is registered for version "v1"/],
  ])('%s: %j is refused', async (path, content, why) => {
    await expect(readKubeconfig(path, folder(content))).rejects.toThrow(why)
  })

  test('of nothing is empty, and has no context to change', async () => {
    const files = folder('')
    expect(chosenFrom(await readKubeconfig('config', files), nobody)).toMatchObject({ cluster: {}, user: {} })
    await expect(writeNamespace('config', 'x', 'y', files)).rejects.toThrow('no context exists with the name: "x"')
  })
})
