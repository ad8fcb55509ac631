/** What a lab of a stranger can do to the machine of whoever plays it: nothing, and it is told so. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labFolder, playLab, secret, treeOf, watchMachine } from './playing.js'

const place = labFolder()
const before = treeOf(place.root)
afterAll(() => place.remove())

/** Plays a lab of one step, and sees to it that the machine is what it was. */
async function play(...lines: string[]) {
  const machine = watchMachine()
  try {
    const played = await playLab(place, `# A step\n${lines.join('\n')}\n`)
    expect(treeOf(place.root)).toEqual(before)
    expect(machine.deeds()).toBe(0)
    expect(played.shown).not.toContain(secret)
    expect(played.shown).not.toContain('has a bug')
    return played
  } finally {
    machine.stop()
  }
}

describe('a lab may not', () => {
  const read = (path: string) => `read ${place.root}/${path}, which`
  const refused: readonly (readonly [line: string, refused: string])[] = [
    // Files.
    ['create cm x --from-file=../secret', read('secret')],
    ['create cm x --from-file=link', read('lab/link')],
    ['create cm x --from-file=up/secret', read('lab/up/secret')],
    ['create cm x --from-file=..', `read ${place.root}, which`],
    [`create cm x --from-file=${place.root}/secret`, read('secret')],
    ['create cm x --from-env-file=../secret', read('secret')],
    ['create secret generic x --from-file=k=link', read('lab/link')],
    ['create secret tls x --cert=link --key=link', read('lab/link')],
    ['create secret docker-registry x --from-file=link', read('lab/link')],
    ['apply -f ../outside', read('outside')],
    ['apply -f up/outside/secret.yaml', read('lab/up/outside/secret.yaml')],
    ['apply -f ../outside/*.yaml', read('outside/*.yaml')],
    ['apply -R -f /etc', 'read /etc, which'],
    ['apply -k ..', `read ${place.root}, which`],
    ['kustomize up/outside', read('lab/up/outside')],
    ['replace -f link', read('lab/link')],
    ['create --raw /api/v1/namespaces -f link', read('lab/link')],
    ['patch ns default --patch-file=link', read('lab/link')],
    ['get ns -o go-template-file=link', read('lab/link')],
    ['get ns -o jsonpath-file=link', read('lab/link')],
    ['get ns -o custom-columns-file=link', read('lab/link')],
    ['curl -d @../secret localhost', read('secret')],
    ['curl -T link localhost', read('lab/link')],
    ['cluster create x --images=../secret', 'clusters beside its own'],
    ['cp -n kube-system ../secret kube-proxy-1:/x', read('secret')],
    ['kustomize . -o ../made.yaml', ''],
    // Addresses.
    ['apply -f http://127.0.0.1:9/?k=x', 'read URLs: http://127.0.0.1:9/?k=x'],
    ['apply -f https://example.com/x.yaml', 'read URLs'],
    ['get pods --server=http://127.0.0.1:9', 'clusters than its own (--server)'],
    // Ports.
    ['serve', 'open ports'],
    ['serve --tls=false --kubeconfig=greeting', 'open ports'],
    ['serve --address=0.0.0.0', 'open ports'],
    ['proxy', 'open ports'],
    ['proxy --www=/ --port=0', 'open ports'],
    ['proxy --unix-socket=socket', 'open ports'],
    ['port-forward svc/kubernetes 443', 'open ports'],
    // Programs.
    ['edit ns default', 'start programs: vi'],
    ['diff -f greeting', ''],
    ['shell -- touch x', 'in which kubesim keeps what is yours'],
    ['__shim curl example.com', 'start programs: curl'],
    ['__shim wget example.com', 'start programs: wget'],
    ['__shim touch x', 'start programs: touch'],
    // Clusters and kubeconfigs.
    ['get pods --state=x.json', 'clusters than its own (--state)'],
    ['get pods --kubeconfig=greeting', 'clusters than its own (--kubeconfig)'],
    ['get pods --context=x', 'clusters than its own (--context)'],
    ['get pods --cluster=x', 'clusters than its own (--cluster)'],
    ['cluster create', 'clusters beside its own'],
    ['cluster create x', 'clusters beside its own'],
    ['cluster delete', 'clusters beside its own'],
    ['cluster delete x', 'clusters beside its own'],
    ['cluster reset x', 'clusters beside its own'],
    ['cluster use x', 'clusters beside its own'],
    ['cluster status', 'clusters beside its own'],
    ['env', 'in which kubesim keeps what is yours'],
    ['demo', ''],
  ]
  /** What is shown of each line, all typed in one lab. */
  const shown = new Map<string, string>()
  beforeAll(async () => {
    const all = await play(...refused.map(([line]) => `$ kubesim ${line}`))
    for (const [, line = '', text = ''] of all.shown.matchAll(/^\$ kubesim (.*)\n((?:(?!\$ ).*\n)*)/gm))
      shown.set(line, text)
  })

  test.each(refused)('%s', (line, why) => {
    expect(shown.get(line)).toMatch(/^✗ exit code [1-9]/m)
    if (why === '') return
    expect(shown.get(line)).toContain('a lab may not ')
    expect(shown.get(line)).toContain(why)
    expect(shown.get(line)).toContain('; --trust lets it')
  })

  test('have anything of the environment', async () => {
    const { shown } = await play(
      '$ kubesim create cm x --from-env-file=names',
      '! 1',
      '$ kubesim get cm kube-root-ca.crt -o name',
    )
    expect(shown).toContain('names')
    expect(shown).not.toContain(secret)
  })
})

describe('a lab may', () => {
  test('read its folder, also through links within it', async () => {
    const { shown, exitCode } = await play(
      '$ kubesim create cm x --from-file=greeting --from-file=deep/within --from-file=k=./deep/../greeting',
      '$ kubesim get cm x -o jsonpath={.data}',
      '= {"greeting":"hello\\n","k":"hello\\n","within":"hello\\n"}',
    )
    expect(shown).toContain('configmap/x created')
    expect(exitCode).toBe(0)
  })

  test('be played through a link, and have kustomizations', async () => {
    const alias = { ...place, folder: join(place.root, 'alias') }
    const lines = [
      '$ kubesim create cm x --from-file=greeting',
      '$ kubesim apply -k deep',
      '~ ^configmap/made-\\w+ created$',
    ]
    const { shown, exitCode } = await playLab(alias, `# A step\n${lines.join('\n')}\n`)
    expect(shown).not.toContain('✗')
    expect(exitCode).toBe(0)
  })

  test('write over its folder and into /tmp, in memory', async () => {
    const { shown, exitCode } = await play(
      '$ kubesim run web --image=nginx',
      '$ kubesim cp web:/etc/hostname greeting',
      '$ kubesim cp web:/etc/hostname new/name',
      '$ kubesim cp web:/etc/hostname /tmp/name',
      '$ kubesim create cm x --from-file=greeting --from-file=new --from-file=t=/tmp/name',
      '$ kubesim get cm x -o jsonpath={.data}',
      '= {"greeting":"web\\n","name":"web\\n","t":"web\\n"}',
      '$ kubesim expose pod/web --port=80',
      '$ kubesim curl -s -o page.html localhost',
      '! 7',
      '$ kubesim cp web:/etc/hostname /var/name',
      '! 1',
      '~ a lab may not write .*, which is not in its folder',
    )
    expect(shown).not.toContain('✗')
    expect(exitCode).toBe(0)
  })

  test('choose a namespace and show the configuration, which is of its own cluster', async () => {
    const { shown, exitCode } = await play(
      '$ kubesim config set-context --current --namespace=kube-system',
      '$ kubesim config view -o jsonpath={.contexts[*].name}:{..namespace}',
      '= default:kube-system',
      '$ kubesim config use-context default',
      '$ kubesim cluster list',
    )
    expect(shown).not.toContain('✗')
    expect(exitCode).toBe(0)
  })

  test('write no more than memory is there for', async () => {
    const { shown } = await play(
      '$ kubesim run web --image=busybox --command -- sleep 1000',
      ...Array.from({ length: 3 }, () => '$ kubesim cp web:/bin /tmp'),
    )
    expect(shown).not.toContain('has a bug')
  })
})
