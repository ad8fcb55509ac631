import type { ImageDocument } from '../document.js'

const script = (version: string) => `var http = require('http');
var handleRequest = function(request, response) {
  response.setHeader('Content-Type', 'text/plain');
  response.writeHead(200);
  response.write("Hello Kubernetes bootcamp! | Running on: ");
  response.write(process.env.HOSTNAME);
  response.end(" | v=${version}\\n");
}
http.createServer(handleRequest).listen(8080);
`

/** The application of kubernetes.io's tutorial. */
export const kubernetesBootcamp: ImageDocument = {
  names: ['gcr.io/google-samples/kubernetes-bootcamp', 'jocatalin/kubernetes-bootcamp', 'kubernetes-bootcamp'],
  tags: { v1: '1', v2: '2', latest: '1' },
  sizeBytes: 83_600_000,
  command: ['/bin/sh', '-c', 'node server.js'],
  environment: {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    NPM_CONFIG_LOGLEVEL: 'info',
    NODE_VERSION: '6.3.1',
  },
  base: 'debian',
  commands: ['curl', 'node', 'ps'],
  files: { '/server.js': script('{version}') },
  programs: {
    node: {
      listens: [{ port: 8080 }],
      output: [{ text: 'Kubernetes Bootcamp App Started At: {started.iso} | Running On:  {hostname} ' }, { text: '' }],
      onTerminate: { after: 0, code: 143 },
      portTaken: {
        output: [
          { stream: 'stderr', text: 'events.js:160' },
          { stream: 'stderr', text: "      throw er; // Unhandled 'error' event" },
          { stream: 'stderr', text: '      ^' },
          { stream: 'stderr', text: '' },
          { stream: 'stderr', text: 'Error: listen EADDRINUSE :::8080' },
        ],
        after: 0,
        code: 1,
      },
      http: {
        headers: [
          ['Content-Type', ''],
          ['Date', '{time.http}'],
          ['Connection', 'keep-alive'],
          ['Transfer-Encoding', 'chunked'],
        ],
        routes: [
          {
            path: '*',
            headers: [['Content-Type', 'text/plain']],
            body: 'Hello Kubernetes bootcamp! | Running on: {hostname} | v={version}\n',
          },
        ],
        notFound: { status: 404 },
        accessLog: [
          {
            text: 'Running On: {hostname} | Total Requests: {requests} | App Uptime: {uptime} seconds | Log Time: {time.iso}',
          },
        ],
      },
    },
  },
}
