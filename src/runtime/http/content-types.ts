const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
}

/** The Content-Type a web server gives a file by its extension. */
export function contentType(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1)
  return Object.hasOwn(types, extension) ? (types[extension] ?? '') : 'application/octet-stream'
}
