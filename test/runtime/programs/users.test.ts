import { describe, expect, test } from 'vitest'
import { shell } from '../place.js'

const user = { uid: 1000, gid: 3000, groups: [3000, 0, 2000] }

describe('who somebody is', () => {
  test.each([
    ['id', 'uid=0(root) gid=0(root) groups=0(root)\n'],
    ['id -u; id -un; id -G; whoami', '0\nroot\n0\nroot\n'],
    ['id nobody', 'uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)\n'],
  ])('root: %s', (script, output) => {
    expect(shell(script).out).toBe(output)
  })

  test.each([
    ['busybox', 'id -u nadie', 'id: unknown user nadie\n'],
    ['debian', 'id nadie', "id: 'nadie': no such user\n"],
    ['busybox', 'whoami', 'whoami: unknown uid 1000\n'],
    ['debian', 'whoami', 'whoami: cannot find name for user ID 1000\n'],
    ['busybox', 'id -un', 'id: unknown uid 1000\n'],
    ['debian', 'id -gn', 'id: cannot find name for group ID 3000\n'],
    ['debian', 'id -x', "id: invalid option -- 'x'\nTry 'id --help' for more information.\n"],
  ])('somebody without a name, in %s: %s', (image, script, complaint) => {
    expect(shell(`${script}; echo $?`, { image, user })).toMatchObject({
      err: complaint,
      out: expect.stringMatching(/(^|\n)1\n$/),
    })
  })

  test('numbers and names as far as there are some', () => {
    expect(shell('id; id -u; id -g; id -G; id -Gn 2>&1', { image: 'debian', user }).out).toBe(
      'uid=1000 gid=3000 groups=3000,0(root),2000\n1000\n3000\n3000 0 2000\n' +
        'id: cannot find name for group ID 3000\nid: cannot find name for group ID 2000\n3000 root 2000\n',
    )
  })
})
