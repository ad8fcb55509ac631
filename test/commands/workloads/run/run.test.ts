import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../../cluster.js'

let lab: Typed

beforeAll(async () => {
  lab = await openCluster()
})
afterAll(() => lab.cluster.close())

const hint = "\nSee 'kubesim run -h' for help and examples"

describe('run', () => {
  test.each<[line: string, said: string]>([
    ['run', 'required flag(s) "image" not set'],
    ['run p', 'required flag(s) "image" not set'],
    ['run --image=nginx', `NAME is required for run${hint}`],
    ['run p --image=', '--image is required'],
    ["run p --image='bad image'", 'Invalid image name "bad image": invalid reference format'],
    ['run p --image=NGINX', 'Invalid image name "NGINX": invalid reference format'],
    ['run p --image=nginx --restart=Foo', `invalid restart policy: Foo${hint}`],
    ['run p --image=nginx --expose', `--port must be set when exposing a service${hint}`],
    ['run p --image=nginx --env=A', 'invalid env: A'],
    ['run p --image=nginx --env==x', 'invalid env: =x'],
    ['run p --image=nginx --labels=a', 'unexpected label spec: a'],
    ['run p --image=nginx --annotations=a', 'invalid annotations format: a'],
    ['run p --image=nginx --port=abc', 'strconv.Atoi: parsing "abc": invalid syntax'],
    ['run p --image=nginx --image-pull-policy=Foo', `invalid image pull policy: Foo${hint}`],
    ['run p --image=nginx -t', `-i/--stdin is required for containers with -t/--tty=true${hint}`],
    ['run p --image=nginx --rm', `--rm should only be used for attached containers${hint}`],
    [
      'run p --image=nginx -i --dry-run=client',
      `--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)${hint}`,
    ],
    ['run p --image=nginx --replicas=3', "unknown flag: --replicas\nSee 'kubesim run --help' for usage."],
    ['run p --image=nginx --override-type=foo --overrides={} --dry-run=client', 'invalid override type: foo'],
  ])('%s', async (line, said) => {
    expect(await lab.type(line)).toEqual({ stdout: '', stderr: `error: ${said}\n`, exitCode: 1 })
  })

  test('refusals of the API server come as it words them', async () => {
    const { stderr } = await lab.type('run P_10 --image=nginx')
    expect(stderr).toMatch(
      /^The Pod "P_10" is invalid: \n\* metadata\.name: Invalid value: "P_10": .*\n\* spec\.containers\[0\]\.name: /,
    )
    expect((await lab.type('run p10 --image=nginx --port=99999')).stderr).toBe(
      'The Pod "p10" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive\n',
    )
  })

  test('a dry run shows the pod as kubectl generates it', async () => {
    expect(
      await lab.out('run p7 --image=nginx --port=80 --env=A=1 --labels=a=b --restart=Never --dry-run=client -o yaml'),
    ).toBe(`apiVersion: v1
kind: Pod
metadata:
  labels:
    a: b
  name: p7
spec:
  containers:
  - env:
    - name: A
      value: "1"
    image: nginx
    name: p7
    ports:
    - containerPort: 80
    resources: {}
  dnsPolicy: ClusterFirst
  restartPolicy: Never
status: {}
`)
    expect(await lab.out('run p9 --image=busybox --dry-run=client -o yaml --command -- a b')).toContain(
      '  - command:\n    - a\n    - b\n    image: busybox\n',
    )
    expect(await lab.out('run p9 --image=busybox --dry-run=client -o yaml -- a b')).toContain(
      '  - args:\n    - a\n    - b\n',
    )
    expect(await lab.out('run p7 --image=nginx --dry-run=client -o json')).toBe(`{
    "kind": "Pod",
    "apiVersion": "v1",
    "metadata": {
        "name": "p7",
        "labels": {
            "run": "p7"
        }
    },
    "spec": {
        "containers": [
            {
                "name": "p7",
                "image": "nginx",
                "resources": {}
            }
        ],
        "restartPolicy": "Always",
        "dnsPolicy": "ClusterFirst"
    },
    "status": {}
}
`)
  })

  test('--expose makes the service first', async () => {
    expect(await lab.out('run p7 --image=nginx --port=80 --expose --dry-run=client -o yaml')).toBe(`apiVersion: v1
kind: Service
metadata:
  name: p7
spec:
  ports:
  - port: 80
    protocol: TCP
    targetPort: 80
  selector:
    run: p7
status:
  loadBalancer: {}
---
---
apiVersion: v1
kind: Pod
metadata:
  labels:
    run: p7
  name: p7
spec:
  containers:
  - image: nginx
    name: p7
    ports:
    - containerPort: 80
    resources: {}
  dnsPolicy: ClusterFirst
  restartPolicy: Always
status: {}
`)
    expect(await lab.out('run p4 --image=nginx --port=8080 --expose')).toBe('service/p4 created\npod/p4 created\n')
  })

  test.each<[type: string, overrides: string, expected: string]>([
    ['merge', '{"spec":{"hostNetwork":true}}', '  hostNetwork: true\n'],
    [
      'strategic',
      '{"spec":{"containers":[{"name":"p","tty":true}]}}',
      '  - image: nginx\n    name: p\n    resources: {}\n    tty: true\n',
    ],
    ['json', '[{"op":"add","path":"/spec/nodeName","value":"worker-1"}]', '  nodeName: worker-1\n'],
  ])('--overrides of type %s', async (type, overrides, expected) => {
    const { stdout } = await lab.cluster.run([
      'run',
      'p',
      '--image=nginx',
      '--dry-run=client',
      '-o',
      'yaml',
      `--override-type=${type}`,
      `--overrides=${overrides}`,
    ])
    expect(stdout).toContain(expected)
  })

  test('a pod is made and told', async () => {
    expect(await lab.type('run plain --image=nginx --generator=run-pod/v1')).toEqual({
      stdout: 'pod/plain created\n',
      stderr: 'Flag --generator has been deprecated, has no effect and will be removed in the future.\n',
      exitCode: 0,
    })
    expect((await lab.type('run plain --image=nginx')).stderr).toBe(
      'Error from server (AlreadyExists): pods "plain" already exists\n',
    )
  })
})

describe('run and attach', () => {
  const prompt =
    "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n"

  test('a piped script runs in the pod, which goes when it ends', async () => {
    const piped = await lab.type(
      'run tmp --rm -i --image=busybox -- sh',
      'hostname; echo oops >&2\ncat /etc/hostname\n',
    )
    expect(piped).toEqual({
      stdout: 'tmp\ntmp\npod "tmp" deleted from default namespace\n',
      stderr: `${prompt}oops\n`,
      exitCode: 0,
    })
    expect((await lab.type('get pod tmp')).stderr).toBe('Error from server (NotFound): pods "tmp" not found\n')
  })

  test('with --restart=Never the exit code is passed on', async () => {
    expect(await lab.type('run tmp --rm -i --restart=Never --image=busybox -- sh', 'exit 3\n')).toEqual({
      stdout: 'pod "tmp" deleted from default namespace\n',
      stderr: `${prompt}pod default/tmp terminated (Error)\n`,
      exitCode: 3,
    })
  })

  test('a program that has ended already shows its log', async () => {
    const quick = await lab.type('run tmp --rm -i --restart=Never --image=busybox -- echo done')
    expect(quick).toEqual({ stdout: 'done\npod "tmp" deleted from default namespace\n', stderr: '', exitCode: 0 })
  })

  test('a program that asks the network gets its answer before it is looked at', async () => {
    await lab.type('run web --image=nginx --port=80 --expose')
    const { stdout } = await lab.type('run tmp --rm -i --restart=Never --image=busybox -- wget -qO- web')
    expect(stdout).toMatch(
      /^<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!<\/title>[\s\S]*<\/html>\npod "tmp" deleted from default namespace\n$/,
    )
  })

  test('-q says less, and -t needs a terminal', async () => {
    const quiet = await lab.type('run tmp --rm -i -q --image=busybox -- sh', 'echo hi\n')
    expect(quiet).toMatchObject({ stdout: 'hi\n', stderr: '' })
    expect((await lab.type('run tmp --rm -it --image=busybox -- sh', 'echo hi\n')).stderr).toContain(
      'Unable to use a TTY - input is not a terminal or the right kind of file\n',
    )
  })

  test('an image that cannot be pulled times out', async () => {
    expect(await lab.type('run tmp --rm -i --image=nosuch --pod-running-timeout=5s')).toEqual({
      stdout: 'pod "tmp" deleted from default namespace\n',
      stderr: 'error: timed out waiting for the condition\n',
      exitCode: 1,
    })
  })
})
