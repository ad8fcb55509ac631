import type { Secret } from '../../../model/objects/types.js'
import { decoded } from './data.js'

/** A TLS secret whose certificate or key is no PEM (`crypto/tls.X509KeyPair`); the pair itself is not checked. */
export function warnings(secret: Secret): string[] {
  if (secret.type !== 'kubernetes.io/tls') return []
  if (!hasPem(decoded(secret, 'tls.crt'))) return ['tls: failed to find any PEM data in certificate input']
  return hasPem(decoded(secret, 'tls.key')) ? [] : ['tls: failed to find any PEM data in key input']
}

const hasPem = (text = '') => /-----BEGIN [^-]+-----[\s\S]*-----END [^-]+-----/.test(text)
