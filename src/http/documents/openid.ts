import { wrongMethod } from '../../api/contract/status-errors.js'
import { issuer, signerOf } from '../../api/tokens/index.js'
import { createRandom } from '../../simulation/random.js'
import type { Answer, Exchange } from '../exchange/exchange.js'

/** Who issues tokens and the key that they are checked with (`pkg/routes/openidmetadata.go`): either, as the path asks. */
export async function openIdAnswer({ method, path, server }: Exchange): Promise<Answer> {
  if (method !== 'GET') throw wrongMethod()
  const { cluster } = server
  const key = await cluster.read((reader) => {
    const { settings } = cluster
    return signerOf({ reader, settings, random: createRandom(settings.seed) }).publicKey
  })
  const headers = { 'Cache-Control': 'public, max-age=3600' }
  if (path === '/openid/v1/jwks') {
    const { use, kty, kid, crv, alg, x } = key
    const text = JSON.stringify({ keys: [{ use, kty, kid, crv, alg, x }] })
    return { status: 200, text, type: 'application/jwk-set+json', headers }
  }
  const text = JSON.stringify({
    issuer,
    jwks_uri: `https://${server.address()}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [key.alg],
  })
  return { status: 200, text, type: 'application/json', headers }
}
