import type { ImageDocument } from '../document.js'

export const redis: ImageDocument = {
  names: ['redis'],
  releases: { '8.0': 2, '7.4': 4, '7.2': 9, '7.0': 15, '6.2': 18, '6.0': 20, '5.0': 14, '4.0': 14, '3.2': 12 },
  flavours: ['alpine', 'bookworm', 'bullseye'],
  sizeBytes: 48_200_000,
  entrypoint: ['docker-entrypoint.sh'],
  command: ['redis-server'],
  environment: {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    GOSU_VERSION: '1.17',
    REDIS_VERSION: '{version}',
  },
  workingDirectory: '/data',
  base: 'debian',
  commands: ['redis-cli', 'redis-server'],
  files: { '/usr/local/bin/docker-entrypoint.sh': '#!/bin/sh\nset -e\nexec "$@"\n' },
  programs: {
    'redis-server': {
      listens: [{ port: 6379 }],
      output: [
        { text: '1:C {time.redis} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo' },
        {
          text: '1:C {time.redis} * Redis version={version}, bits=64, commit=00000000, modified=0, pid=1, just started',
        },
        {
          text: '1:C {time.redis} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
        },
        { text: '1:M {time.redis} * monotonic clock: POSIX clock_gettime' },
        { text: '1:M {time.redis} * Running mode=standalone, port=6379.' },
        { text: '1:M {time.redis} * Server initialized' },
        { text: '1:M {time.redis} * Ready to accept connections tcp' },
      ],
      onTerminate: { after: 0, code: 0 },
      portTaken: {
        output: [
          { text: '1:C {time.redis} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo' },
          {
            text: '1:M {time.redis} # Warning: Could not create server TCP listening socket *:6379: bind: Address already in use',
          },
          { text: '1:M {time.redis} # Failed listening on port 6379 (tcp), aborting.' },
        ],
        after: 0,
        code: 1,
      },
      speaks: 'redis',
    },
  },
}
