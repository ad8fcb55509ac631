import type { ImageDocument } from '../document.js'

const page = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`

const errorPage = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/{version}</center>\r\n</body>\r\n</html>\r\n`

const entrypoint = '/docker-entrypoint.sh:'
const ipv6 = '10-listen-on-ipv6-by-default.sh: info:'
const notice = '{time.nginx} [notice] 1#1:'

/** What the image's entry point prints before it starts the server. */
const configured = [
  { text: `${entrypoint} /docker-entrypoint.d/ is not empty, will attempt to perform configuration` },
  { text: `${entrypoint} Looking for shell scripts in /docker-entrypoint.d/` },
  { text: `${entrypoint} Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh` },
  { text: `${ipv6} Getting the checksum of /etc/nginx/conf.d/default.conf` },
  { text: `${ipv6} Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf` },
  { text: `${entrypoint} Sourcing /docker-entrypoint.d/15-local-resolvers.envsh` },
  { text: `${entrypoint} Launching /docker-entrypoint.d/20-envsubst-on-templates.sh` },
  { text: `${entrypoint} Launching /docker-entrypoint.d/30-tune-worker-processes.sh` },
  { text: `${entrypoint} Configuration complete; ready for start up` },
]

/** An emergency goes into the log and to standard error. */
const bindFailure = (after: number, what: string) => [
  { after, stream: 'stderr' as const, text: `{time.nginx} [emerg] 1#1: ${what}` },
  { after, stream: 'stderr' as const, text: `nginx: [emerg] ${what}` },
]

export const nginx: ImageDocument = {
  names: ['nginx'],
  releases: {
    '1.27': 5,
    '1.29': 0,
    '1.28': 0,
    '1.26': 3,
    '1.25': 5,
    '1.24': 0,
    '1.23': 4,
    '1.22': 1,
    '1.21': 6,
    '1.20': 2,
    '1.19': 10,
    '1.18': 0,
    '1.17': 10,
    '1.16': 1,
    '1.15': 12,
    '1.14': 2,
    '1.13': 12,
    '1.12': 2,
    '1.11': 13,
    '1.10': 3,
    '1.9': 15,
    '1.8': 1,
    '1.7': 12,
  },
  tags: { mainline: '1.27.5', stable: '1.26.3' },
  flavours: ['alpine', 'alpine-slim', 'alpine-perl', 'bookworm', 'bullseye', 'perl', 'otel'],
  sizeBytes: 72_400_000,
  entrypoint: ['/docker-entrypoint.sh'],
  command: ['nginx', '-g', 'daemon off;'],
  environment: {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    NGINX_VERSION: '{version}',
    NJS_VERSION: '0.8.10',
    NJS_RELEASE: '1~bookworm',
    PKG_RELEASE: '1~bookworm',
    DYNPKG_RELEASE: '1~bookworm',
  },
  base: 'debian',
  commands: ['curl', 'nginx'],
  files: {
    '/docker-entrypoint.sh': '#!/bin/sh\nset -e\nexec "$@"\n',
    '/usr/share/nginx/html/index.html': page,
    '/usr/share/nginx/html/50x.html':
      '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
    '/etc/nginx/conf.d/default.conf':
      'server {\n    listen       80;\n    listen  [::]:80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n\n    error_page   500 502 503 504  /50x.html;\n    location = /50x.html {\n        root   /usr/share/nginx/html;\n    }\n}\n',
    '/etc/nginx/nginx.conf':
      '\nuser  nginx;\nworker_processes  auto;\n\nerror_log  /var/log/nginx/error.log notice;\npid        /run/nginx.pid;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include       /etc/nginx/mime.types;\n    default_type  application/octet-stream;\n    access_log  /var/log/nginx/access.log  main;\n    sendfile        on;\n    keepalive_timeout  65;\n    include /etc/nginx/conf.d/*.conf;\n}\n',
  },
  programs: {
    nginx: {
      listens: [{ port: 80 }],
      output: [
        ...configured,
        { stream: 'stderr', text: `${notice} using the "epoll" event method` },
        { stream: 'stderr', text: `${notice} nginx/{version}` },
        { stream: 'stderr', text: `${notice} built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ` },
        { stream: 'stderr', text: `${notice} OS: Linux 6.8.0-60-generic` },
        { stream: 'stderr', text: `${notice} getrlimit(RLIMIT_NOFILE): 1048576:1048576` },
        { stream: 'stderr', text: `${notice} start worker processes` },
        { stream: 'stderr', text: `${notice} start worker process 29` },
        { stream: 'stderr', text: `${notice} start worker process 30` },
      ],
      onTerminate: { after: 0, code: 0 },
      portTaken: {
        output: [
          ...configured,
          ...[0, 500, 1000, 1500, 2000].flatMap((after) => [
            ...bindFailure(after, 'bind() to 0.0.0.0:80 failed (98: Address already in use)'),
            ...bindFailure(after, 'bind() to [::]:80 failed (98: Address already in use)'),
            { after, stream: 'stderr' as const, text: `${notice} try again to bind() after 500ms` },
          ]),
          ...bindFailure(2500, 'still could not bind()'),
        ],
        after: 2500,
        code: 1,
      },
      http: {
        headers: [
          ['Server', 'nginx/{version}'],
          ['Date', '{time.http}'],
          ['Content-Type', ''],
          ['Content-Length', ''],
          ['Last-Modified', ''],
          ['Connection', 'keep-alive'],
          ['ETag', ''],
          ['Accept-Ranges', ''],
        ],
        root: '/usr/share/nginx/html',
        etag: 'nginx',
        modified: '2025-04-16T12:01:11Z',
        notFound: { status: 404, headers: [['Content-Type', 'text/html']], body: errorPage('404 Not Found') },
        forbidden: { status: 403, headers: [['Content-Type', 'text/html']], body: errorPage('403 Forbidden') },
        methodNotAllowed: { status: 405, headers: [['Content-Type', 'text/html']], body: errorPage('405 Not Allowed') },
        badRequest: { headers: [['Content-Type', 'text/html']], body: errorPage('400 Bad Request') },
        accessLog: [
          {
            text: '{client} - - [{time.clf}] "{request}" {status} {bytes} "{header.referer}" "{header.user-agent}" "{header.x-forwarded-for}"',
          },
        ],
        errorLog: [
          {
            stream: 'stderr',
            text: '{time.nginx} [error] 29#29: *{requests} open() "/usr/share/nginx/html{path}" failed (2: No such file or directory), client: {client}, server: localhost, request: "{request}", host: "{header.host}"',
          },
        ],
      },
    },
  },
}
