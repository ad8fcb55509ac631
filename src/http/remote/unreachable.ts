import { ConnectionError } from '../../api/contract/errors.js'

/** What Go's network says where Node's has a code. */
const reasons: Readonly<Record<string, (at: URL) => string>> = {
  ENOTFOUND: ({ hostname }) => `dial tcp: lookup ${hostname}: no such host`,
  EAI_AGAIN: ({ hostname }) => `dial tcp: lookup ${hostname}: Temporary failure in name resolution`,
  EHOSTUNREACH: (at) => `dial tcp ${addressOf(at)}: connect: no route to host`,
  ENETUNREACH: (at) => `dial tcp ${addressOf(at)}: connect: network is unreachable`,
  ETIMEDOUT: (at) => `dial tcp ${addressOf(at)}: i/o timeout`,
  ECONNRESET: () => 'EOF',
  EPROTO: () => 'http: server gave HTTP response to HTTPS client',
  ERR_SSL_WRONG_VERSION_NUMBER: () => 'http: server gave HTTP response to HTTPS client',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: () => 'http: server gave HTTP response to HTTPS client',
  ERR_TLS_CERT_ALTNAME_INVALID: ({ hostname }) =>
    `tls: failed to verify certificate: x509: certificate is not valid for ${hostname}`,
  CERT_HAS_EXPIRED: () => 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
}

/** Whatever is wrong with who has signed a certificate. */
const unknownAuthority = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/

/** kubectl's words for a server that cannot be reached (`pkg/cmd/util/helpers.go`, `StandardErrorMessage`). */
export function unreachable(url: string, error: NodeJS.ErrnoException): ConnectionError {
  const at = new URL(url)
  const { code = '', message } = error
  if (code === 'ECONNREFUSED') {
    return new ConnectionError(
      `The connection to the server ${at.host} was refused - did you specify the right host or port?`,
    )
  }
  return new ConnectionError(`Unable to connect to the server: ${reasonFor(code, at) ?? message}`)
}

function reasonFor(code: string, at: URL): string | undefined {
  if (unknownAuthority.test(code)) {
    return 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
  }
  return Object.hasOwn(reasons, code) ? reasons[code]?.(at) : undefined
}

const addressOf = ({ hostname, port, protocol }: URL) =>
  `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
