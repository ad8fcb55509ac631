/** Links in proxied pages that lead to the same server lead through the proxy (apimachinery's `util/proxy/transport.go`). */

export interface Page {
  /** The path of the proxy itself: `/api/v1/namespaces/default/services/web/proxy`. */
  readonly prefix: string
  /** Hosts that are the server's own: as it was dialled, and as the client called it. */
  readonly hosts: readonly string[]
}

/** A link of a page; as it is unless it leads to an absolute path on the same server. */
export function rewriteLink(link: string, { prefix, hosts }: Page): string {
  const [, scheme, host, path = ''] = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?(.*)$/is.exec(link) ?? []
  if (scheme !== undefined && host === undefined) return link
  if ((host !== undefined && !hosts.includes(host)) || !path.startsWith('/')) return link
  // What the client calls the server stays in the link.
  const start =
    host !== undefined && host === hosts.at(-1) ? `${scheme === undefined ? '' : `${scheme}:`}//${host}` : ''
  return path.startsWith(prefix) ? start + path : `${start}${prefix}${path}`
}

/** Attributes that hold links, by element. */
const links: Readonly<Record<string, string>> = {
  a: 'href',
  applet: 'codebase',
  area: 'href',
  audio: 'src',
  base: 'href',
  blockquote: 'cite',
  body: 'background',
  button: 'formaction',
  command: 'icon',
  del: 'cite',
  embed: 'src',
  form: 'action',
  frame: 'longdesc src',
  head: 'profile',
  html: 'manifest',
  iframe: 'longdesc src',
  img: 'longdesc src usemap',
  input: 'src usemap formaction',
  ins: 'cite',
  link: 'href',
  object: 'classid codebase data usemap',
  q: 'cite',
  script: 'src',
  source: 'src',
  video: 'poster src',
}

/** Comments, elements whose content is no markup, and tags. */
const pieces =
  /<!--[\s\S]*?-->|(<(script|style|textarea|title|iframe|noembed|noframes|noscript|plaintext|xmp)\b[^>]*>)([\s\S]*?)(?=<\/\2\b|$)|<[a-z][^\s/>]*(?:[^>"']|"[^"]*"|'[^']*')*>/gi

/** A page with its links rewritten; its tags come out as Go's tokenizer writes them. */
export function rewritePage(html: string, page: Page): string {
  return html.replace(pieces, (piece, opening?: string, _name?: string, content?: string) => {
    if (piece.startsWith('<!--')) return piece
    return opening === undefined ? rewriteTag(piece, page) : rewriteTag(opening, page) + (content ?? '')
  })
}

function rewriteTag(tag: string, page: Page): string {
  const [, name = '', rest = '', slash = ''] = /^<([^\s/>]+)([\s\S]*?)(\/?)>$/.exec(tag) ?? []
  const wanted = Object.hasOwn(links, name.toLowerCase()) ? links[name.toLowerCase()]!.split(' ') : []
  const attributes = [...rest.matchAll(/([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)].map(
    ([, given = '', double, single, bare]) => {
      const key = given.toLowerCase()
      const value = unescaped(double ?? single ?? bare ?? '')
      return ` ${key}="${escaped(wanted.includes(key) ? rewriteLink(value, page) : value)}"`
    },
  )
  return `<${name.toLowerCase()}${attributes.join('')}${slash}>`
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#34': '"',
  '#39': "'",
  apos: "'",
}

const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|apos|#34|#39);/g, (_, name: string) => entities[name]!)

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\r': '&#13;',
}

const escaped = (text: string) => text.replace(/[&<>"'\r]/g, (sign) => escapes[sign]!)
