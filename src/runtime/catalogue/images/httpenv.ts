import type { ImageDocument } from '../document.js'

/** Bret Fisher's httpenv: answers any request with its environment as JSON. */
export const httpenv: ImageDocument = {
  names: ['bretfisher/httpenv', 'httpenv'],
  sizeBytes: 4_300_000,
  command: ['/httpenv'],
  environment: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  base: 'alpine',
  programs: {
    '/httpenv': {
      listens: [{ port: 8888 }],
      output: [{ text: 'Starting httpenv listening on port 8888.' }],
      onTerminate: { after: 0, code: 2 },
      portTaken: {
        output: [
          { text: 'Starting httpenv listening on port 8888.' },
          { stream: 'stderr', text: 'panic: listen tcp :8888: bind: address already in use' },
          { stream: 'stderr', text: '' },
          { stream: 'stderr', text: 'goroutine 1 [running]:' },
        ],
        after: 0,
        code: 2,
      },
      http: {
        headers: [
          ['Date', '{time.http}'],
          ['Content-Length', ''],
          ['Content-Type', ''],
        ],
        routes: [{ path: '*', headers: [['Content-Type', 'text/plain; charset=utf-8']], body: '{environment}' }],
        notFound: { status: 404, body: '404 page not found\n' },
      },
    },
  },
}
