import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { objectKey } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { Namespace } from '../../model/objects/types.js'
import { memo } from '../../model/values/memo.js'
import type { RandomSource } from '../../simulation/random.js'
import type { Reader } from '../../store/store.js'
import { tokenKeyBytes } from './token-key.js'

/** A signed set of claims (RFC 7519), as the API server issues them to service accounts. */
export interface Signer {
  sign(claims: Readonly<Record<string, unknown>>): string
  /** The claims of a token of ours; undefined when it is none, or its signature is not ours. */
  claims(token: string): Record<string, unknown> | undefined
  /** The public key, for `/openid/v1/jwks`. */
  readonly publicKey: Readonly<Record<string, string>>
}

/** What an Ed25519 key looks like in PKCS #8, but for its 32 bytes (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Where a cluster's key is found. */
export interface KeyHolder {
  readonly reader: Reader
  readonly settings: Pick<ClusterSettings, 'tokenKey'>
  readonly random: RandomSource
}

/**
 * The cluster's signer. Its key is that of the settings; where somebody has chosen the seed it follows from that and the
 * cluster's birth, so that the same commands give the same tokens. Signatures are those of Ed25519 (`EdDSA`), which depend
 * on nothing else. A real cluster's are usually of RSA.
 */
export function signerOf({ reader, settings, random }: KeyHolder): Signer {
  if (settings.tokenKey !== undefined) return signerWith(Buffer.from(settings.tokenKey, 'base64'))
  const birth = reader.get<Namespace>(objectKey('namespaces', '', 'kube-system'))?.metadata
  const stream = random(`service-account-key/${birth?.uid}/${birth?.creationTimestamp}`)
  return signerWith(Buffer.from(Array.from({ length: tokenKeyBytes }, () => stream.below(256))))
}

const signerWith = memo(1, withKey, { keyOf: (bytes) => bytes.toString('base64') })

function withKey(bytes: Buffer): Signer {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, bytes]), format: 'der', type: 'pkcs8' })
  const open = createPublicKey(key)
  const kid = createHash('sha256')
    .update(open.export({ format: 'der', type: 'spki' }))
    .digest('base64url')
  const header = encoded({ alg: 'EdDSA', kid })
  return {
    sign(claims) {
      const text = `${header}.${encoded(claims)}`
      return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
    },
    claims: (token) => verified(token, header, open),
    publicKey: { use: 'sig', kid, alg: 'EdDSA', ...(open.export({ format: 'jwk' }) as Record<string, string>) },
  }
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function verified(token: string, header: string, key: KeyObject): Record<string, unknown> | undefined {
  const [first, body = '', signature = '', ...more] = token.split('.')
  if (first !== header || more.length > 0) return undefined
  const bytes = Buffer.from(signature, 'base64url')
  // Node reads past what is no base64url; a signature has one form (RFC 7515, section 2).
  if (bytes.toString('base64url') !== signature) return undefined
  if (!verify(null, Buffer.from(`${first}.${body}`), key, bytes)) return undefined
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
