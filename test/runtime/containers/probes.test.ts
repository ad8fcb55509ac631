// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCluster, type Typed } from '../../commands/cluster.js'

let lab: Typed
beforeAll(async () => {
  lab = await openCluster({ workers: 1 })
})
afterAll(() => lab.cluster.close())

const countTo = (rounds: number) => `i=0; while [ $i -lt ${rounds} ]; do i=$((i+1)); done`

test('a probe has a part of a processor: what comes again for ever costs little each time', async () => {
  for (const [name, rounds] of [
    ['quick', 300],
    ['busy', 3000],
  ] as const) {
    const readinessProbe = { exec: { command: ['sh', '-c', countTo(rounds)] }, periodSeconds: 1 }
    const containers = [{ name: 'c', image: 'nginx', readinessProbe }]
    await lab.type(
      'create -f -',
      JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers } }),
    )
  }
  await lab.cluster.advance(10_000)
  const ready = (name: string) => lab.out(`get pod ${name} -o jsonpath={.status.containerStatuses[0].ready}`)
  expect([await ready('quick'), await ready('busy')]).toEqual(['true', 'false'])
  expect(await lab.out('get events --field-selector reason=Unhealthy -o jsonpath={.items[*].message}')).toContain(
    'timed out',
  )
})
