import { describe, expect, test } from 'vitest'
import { runHook } from '../../../src/runtime/containers/hooks.js'
import { startAlone, world } from '../alone.js'

function hook(command: readonly string[], timeout = 60_000) {
  const { pod, container, run } = startAlone({
    name: 'c',
    image: 'busybox',
    command: ['sleep', '1000'],
    volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
  })
  const mounted = { ...pod, spec: { ...pod.spec, volumes: [{ name: 'shared', emptyDir: {} }] } }
  return runHook(mounted, container, run, command, timeout, world)
}

describe('the command of a hook', () => {
  test('leaves what it writes in the container, and in the volumes of the pod', () => {
    const { after, failure, files } = hook(['sh', '-c', 'echo a > /tmp/own; sleep 3; echo b > /shared/all'])
    expect({ after, failure }).toEqual({ after: 3000 })
    expect(files).toEqual({ own: { '/tmp/own': 'a\n' }, volumes: { shared: { all: 'b\n' } } })
  })

  test('fails with what it says', () => {
    const { after, failure } = hook(['sh', '-c', 'echo out; echo err >&2; sleep 2; exit 7'])
    expect(after).toBe(2000)
    expect(failure).toEqual({
      error: "command 'sh -c echo out; echo err >&2; sleep 2; exit 7' exited with 7: err\n",
      output: 'out\nerr\n',
    })
  })

  test('of what it says when it fails the beginning is told', () => {
    const { failure } = hook(['sh', '-c', 'seq 1 50000 >&2; exit 1'])
    expect(failure!.output).toHaveLength(10 * 1024)
    expect(failure!.error.length).toBeLessThan(11 * 1024)
  })

  test('fails when it is not there', () => {
    expect(hook(['nothing']).failure).toEqual({
      error: expect.stringMatching(/: exec: "nothing": executable file not found in \$PATH: unknown$/),
      output: '',
    })
  })

  test.each([
    ['sleeps on', 'sleep 100'],
    ['goes round and round', 'while :; do :; done'],
    ['says the same for ever', 'yes'],
    ['asks again and again', 'until wget -qO- nowhere; do sleep 1; done'],
  ])('is not over in time that %s', (_, script) => {
    expect(hook(['sh', '-c', script])).toMatchObject({ after: Number.POSITIVE_INFINITY })
  })
})
