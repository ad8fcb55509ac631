import { type Instant, type KubeObject, objectKey } from '../../model/objects/object.js'
import type { Node, Pod, Secret, ServiceAccount } from '../../model/objects/types.js'
import type { Reader } from '../../store/store.js'
import type { User } from '../contract/user.js'
import { accountName } from '../rbac/index.js'
import { issuer } from './issuer.js'
import { type KeyHolder, signerOf } from './signing.js'

const legacyIssuer = 'kubernetes/serviceaccount'

/** What tokens are made and checked with. */
export interface Mint extends KeyHolder {
  readonly now: Instant
}

export interface TokenWish {
  readonly account: ServiceAccount
  readonly audiences: readonly string[]
  readonly seconds: number
  /** The token dies with it. */
  readonly bound?: KubeObject
  /** When the holder ought to have fetched another, where the token lasts longer than that: seconds from now. */
  readonly warnAfter?: number
}

const seconds = (at: Instant) => Math.floor(at / 1000)
const reference = ({ metadata: { name, uid } }: KubeObject) => ({ name, uid })

/** A token of a service account (`pkg/serviceaccount/claims.go`); claims by name, as they are written there. */
export function issueToken(mint: Mint, wish: TokenWish): string {
  const { reader, random, now } = mint
  const { account, audiences, bound, warnAfter } = wish
  const { name, namespace = '', uid } = account.metadata
  const issued = seconds(now)
  const node = bound?.kind === 'Pod' ? nodeOf(reader, bound as Pod) : bound?.kind === 'Node' ? bound : undefined
  const pod = bound?.kind === 'Pod' ? bound : undefined
  const secret = bound?.kind === 'Secret' ? bound : undefined
  return signerOf(mint).sign({
    aud: audiences,
    exp: issued + wish.seconds,
    iat: issued,
    iss: issuer,
    jti: random(`token/${uid}/${bound?.metadata.uid ?? ''}/${now}/${wish.seconds}/${audiences.join(' ')}`).uuid(),
    'kubernetes.io': {
      namespace,
      ...(node === undefined ? {} : { node: reference(node) }),
      ...(pod === undefined ? {} : { pod: reference(pod) }),
      ...(secret === undefined ? {} : { secret: reference(secret) }),
      serviceaccount: reference(account),
      ...(warnAfter === undefined ? {} : { warnafter: issued + warnAfter }),
    },
    nbf: issued,
    sub: accountName(namespace, name),
  })
}

function nodeOf(reader: Reader, { spec }: Pod): Node | undefined {
  return spec.nodeName ? reader.get<Node>(objectKey('nodes', '', spec.nodeName)) : undefined
}

/** The token of a secret, which lasts as long as the secret and its account (`LegacyClaims`). */
export function issueLegacyToken(holder: KeyHolder, account: ServiceAccount, secret: string): string {
  const { name, namespace = '', uid } = account.metadata
  const prefix = 'kubernetes.io/serviceaccount'
  return signerOf(holder).sign({
    iss: legacyIssuer,
    [`${prefix}/namespace`]: namespace,
    [`${prefix}/secret.name`]: secret,
    [`${prefix}/service-account.name`]: name,
    [`${prefix}/service-account.uid`]: uid,
    sub: accountName(namespace, name),
  })
}

/** Whom a token stands for and for which of the audiences it is good; a text when it is not believed. */
export type Verdict = { readonly user: User; readonly audiences: readonly string[] } | string

/** go-jose's `DefaultLeeway`, in seconds: clocks differ. */
const leeway = 60

/** Checks a token, with its account and whatever it is bound to; the words are those of `pkg/serviceaccount`. */
export function reviewToken(mint: Mint, token: string, audiences: readonly string[] = [issuer]): Verdict {
  const claims = signerOf(mint).claims(token)
  if (claims === undefined) return 'invalid bearer token'
  const verdict = claims.iss === legacyIssuer ? legacyUser(mint, claims, token) : userOf(mint, claims)
  if (typeof verdict === 'string') return `[invalid bearer token, ${verdict}]`
  const own = claims.iss === legacyIssuer ? [issuer] : (claims.aud as string[])
  const good = audiences.filter((audience) => own.includes(audience))
  if (good.length > 0) return { user: verdict, audiences: good }
  const lists = [own, audiences].map((list) => `[${list.map((one) => JSON.stringify(one)).join(' ')}]`)
  return `[invalid bearer token, token audiences ${lists[0]} is invalid for the target audiences ${lists[1]}]`
}

interface Reference {
  readonly name: string
  readonly uid: string
}

interface PrivateClaims {
  readonly namespace: string
  readonly serviceaccount: Reference
  readonly pod?: Reference
  readonly secret?: Reference
  readonly node?: Reference
}

function userOf({ reader, now }: Mint, claims: Record<string, unknown>): User | string {
  const at = seconds(now)
  if (at > (claims.exp as number) + leeway) return 'service account token has expired'
  if (at < (claims.nbf as number) - leeway) return 'service account token is not valid yet'
  const { namespace, serviceaccount, pod, secret, node } = claims['kubernetes.io'] as PrivateClaims
  const problem =
    accountProblem(reader, namespace, serviceaccount) ??
    boundProblem(reader, 'secrets', namespace, secret) ??
    boundProblem(reader, 'pods', namespace, pod) ??
    (pod === undefined ? boundProblem(reader, 'nodes', '', node) : undefined)
  if (problem !== undefined) return problem
  const extra = (name: string, of: Reference | undefined): Record<string, string[]> =>
    of === undefined
      ? {}
      : {
          [`authentication.kubernetes.io/${name}-name`]: [of.name],
          [`authentication.kubernetes.io/${name}-uid`]: [of.uid],
        }
  return accountUser(namespace, serviceaccount, {
    'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`],
    ...extra('node', node),
    ...extra('pod', pod),
  })
}

function accountProblem(reader: Reader, namespace: string, { name, uid }: Reference): string | undefined {
  const account = reader.get<ServiceAccount>(objectKey('serviceaccounts', namespace, name))
  if (account === undefined) return `serviceaccounts ${JSON.stringify(name)} not found`
  const { uid: own } = account.metadata
  return own === uid ? undefined : `service account UID (${own}) does not match claim (${uid})`
}

function boundProblem(reader: Reader, resource: string, namespace: string, to: Reference | undefined) {
  if (to === undefined) return undefined
  const object = reader.get(objectKey(resource, namespace, to.name))
  if (object === undefined) return 'service account token has been invalidated'
  const { uid } = object.metadata
  const [kind, claim] =
    resource === 'pods'
      ? ['pod', 'pod']
      : resource === 'secrets'
        ? ['secret', 'service account secret']
        : ['node', 'node']
  return uid === to.uid ? undefined : `${kind} UID (${uid}) does not match ${claim} ref claim (${to.uid})`
}

/** `pkg/serviceaccount/legacy.go`: the secret must still hold this very token. */
function legacyUser({ reader }: Mint, claims: Record<string, unknown>, token: string): User | string {
  const claim = (name: string) => String(claims[`kubernetes.io/serviceaccount/${name}`] ?? '')
  const namespace = claim('namespace')
  const secret = reader.get<Secret>(objectKey('secrets', namespace, claim('secret.name')))
  if (secret === undefined) return 'service account token has been invalidated'
  const held = Buffer.from(secret.data?.token ?? '', 'base64').toString('utf8')
  if (held !== token) return 'service account token does not match server'
  const account = { name: claim('service-account.name'), uid: claim('service-account.uid') }
  return accountProblem(reader, namespace, account) ?? accountUser(namespace, account, {})
}

function accountUser(namespace: string, { name, uid }: Reference, extra: Record<string, string[]>): User {
  return {
    name: accountName(namespace, name),
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  }
}
