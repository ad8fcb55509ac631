import { goQuote } from './quote.js'

/** What Go's `url.Parse` has against an address of a web server, as its error says it; undefined when it takes it. */
export function urlProblem(text: string): string | undefined {
  const why = problemOf(text)
  return why === undefined ? undefined : `parse ${goQuote(text)}: ${why}`
}

function problemOf(text: string): string | undefined {
  if (/[^\P{Cc}\u0080-\u009f]/u.test(text)) return 'net/url: invalid control character in URL'
  const [, authority, path = ''] = /^[A-Za-z][A-Za-z\d+.-]*:\/\/([^/?#]*)([^?#]*)/.exec(text) ?? []
  if (authority === undefined) return invalidEscape(text.split(/[?#]/, 1)[0]!)
  const at = authority.lastIndexOf('@')
  if (!/^[\w\-.:~!$&'()*+,;=%@]*$/.test(authority.slice(0, Math.max(at, 0)))) return 'net/url: invalid userinfo'
  return (
    invalidEscape(authority.slice(0, Math.max(at, 0))) ?? hostProblem(authority.slice(at + 1)) ?? invalidEscape(path)
  )
}

/** `parseHost`. */
function hostProblem(host: string): string | undefined {
  if (host.startsWith('[')) {
    const end = host.lastIndexOf(']')
    if (end < 0) return "missing ']' in host"
    return portProblem(host.slice(end + 1)) ?? letterProblem(host.slice(0, end + 1).split('%25', 1)[0]!)
  }
  const colon = host.lastIndexOf(':')
  return (colon < 0 ? undefined : portProblem(host.slice(colon))) ?? letterProblem(host)
}

const portProblem = (port: string) =>
  port === '' || /^:\d*$/.test(port) ? undefined : `invalid port ${goQuote(port)} after host`

/** Of ASCII a host may have some letters only, and these not encoded. */
function letterProblem(host: string): string | undefined {
  const [wrong] = /%(?!25|[89a-f][\da-f]).{0,2}/i.exec(host) ?? []
  if (wrong !== undefined) return `invalid URL escape ${goQuote(wrong)}`
  const [letter] = /[^\w\-.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/.exec(host) ?? []
  return letter === undefined ? undefined : `invalid character ${goQuote(letter)} in host name`
}

function invalidEscape(text: string): string | undefined {
  const [wrong] = /%(?![\da-f]{2}).{0,2}/i.exec(text) ?? []
  return wrong === undefined ? undefined : `invalid URL escape ${goQuote(wrong)}`
}
