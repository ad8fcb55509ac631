import type { ImageDocument } from '../document.js'

const errorPage = (title: string, text: string) =>
  `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${title.slice(4)}</h1>\n<p>${text}</p>\n</body></html>\n`
const html: readonly (readonly [string, string])[] = [['Content-Type', 'text/html; charset=iso-8859-1']]
const nameUnknown =
  "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {pod-ip}. Set the 'ServerName' directive globally to suppress this message"

export const httpd: ImageDocument = {
  names: ['httpd'],
  releases: { '2.4': 63, '2.2': 34 },
  flavours: ['alpine', 'bookworm', 'bullseye'],
  sizeBytes: 58_300_000,
  command: ['httpd-foreground'],
  environment: {
    PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HTTPD_PREFIX: '/usr/local/apache2',
    HTTPD_VERSION: '{version}',
    HTTPD_PATCHES: '',
  },
  workingDirectory: '/usr/local/apache2',
  base: 'debian',
  commands: ['httpd', 'httpd-foreground'],
  files: {
    '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
    '/usr/local/apache2/conf/httpd.conf':
      'ServerRoot "/usr/local/apache2"\nListen 80\nDocumentRoot "/usr/local/apache2/htdocs"\n',
  },
  programs: {
    'httpd-foreground': {
      listens: [{ port: 80 }],
      output: [
        { stream: 'stderr', text: nameUnknown },
        { stream: 'stderr', text: nameUnknown },
        {
          stream: 'stderr',
          text: '[{time.apache}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/{version} (Unix) configured -- resuming normal operations',
        },
        {
          stream: 'stderr',
          text: "[{time.apache}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'",
        },
      ],
      onTerminate: { after: 0, code: 0 },
      portTaken: {
        output: [
          {
            stream: 'stderr',
            text: '(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80',
          },
          {
            stream: 'stderr',
            text: '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80',
          },
          { text: 'no listening sockets available, shutting down' },
          { text: 'AH00015: Unable to open logs' },
        ],
        after: 0,
        code: 1,
      },
      http: {
        headers: [
          ['Date', '{time.http}'],
          ['Server', 'Apache/{version} (Unix)'],
          ['Last-Modified', ''],
          ['ETag', ''],
          ['Accept-Ranges', ''],
          ['Content-Length', ''],
          ['Content-Type', ''],
        ],
        root: '/usr/local/apache2/htdocs',
        etag: 'apache',
        modified: '2007-06-11T18:53:14Z',
        notFound: {
          status: 404,
          headers: html,
          body: errorPage('404 Not Found', 'The requested URL was not found on this server.'),
        },
        methodNotAllowed: {
          status: 405,
          headers: [['Allow', 'GET,POST,OPTIONS,HEAD,TRACE'], ...html],
          body: errorPage('405 Method Not Allowed', 'The requested method {method} is not allowed for this URL.'),
        },
        badRequest: {
          headers: html,
          body: errorPage(
            '400 Bad Request',
            'Your browser sent a request that this server could not understand.<br />\n',
          ),
        },
        accessLog: [{ text: '{client} - - [{time.clf}] "{request}" {status} {bytes}' }],
      },
    },
  },
}
