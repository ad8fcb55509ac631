import { createHash } from 'node:crypto'
import { releaseOf } from '../../model/objects/release.js'
import { memo } from '../../model/values/memo.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import { mediaRanges } from '../exchange/negotiation.js'
import { openApiDocuments, type Published, publishedKey } from './openapi.js'
import { published } from './openapi-answer.js'
import { type NewerDocument, olderDocument } from './openapi-v2.js'

const binary = 'com.github.proto-openapi.spec.v2.v1.0+protobuf'

/** As clients may call it, and what it is: the `@` is of a time when that was no media type. */
const forms: Readonly<Record<string, string>> = {
  json: 'application/json',
  'com.github.proto-openapi.spec.v2@v1.0+protobuf': `application/${binary}`,
  [binary]: `application/${binary}`,
}

/**
 * `/openapi/v2`: all that is served in one document, as JSON or protobuf, with a tag by which clients keep it, the same
 * for both (kube-openapi's `pkg/handler`). kubectl asks for it before 1.30, and later for `explain` in the older form.
 */
export async function olderOpenApiAnswer(exchange: Exchange): Promise<Answer> {
  const form = formFor(exchange.headers.accept)
  if (form === undefined) return { status: 406, text: '', headers: { Vary: 'Accept' } }
  const all = await published(exchange)
  const made = madeOf({ ...all, documents: await openApiDocuments(all) })
  const headers = { ETag: made.tag, Vary: 'Accept' }
  if (exchange.headers['if-none-match'] === made.tag) return { status: 304, text: '', headers }
  if (form === forms.json) return { status: 200, text: made.text, type: form, headers }
  const { documentBytes } = await import('./openapi-v2-protobuf.js')
  made.bytes ??= documentBytes(JSON.parse(made.text))
  return { status: 200, text: made.bytes, type: form, headers }
}

function formFor(accept: string | undefined): string | undefined {
  for (const { type, subtype } of mediaRanges(accept || '*/*')) {
    if (type !== 'application' && type !== '*') continue
    if (subtype === '*') return forms.json
    if (Object.hasOwn(forms, subtype)) return forms[subtype]
  }
  return undefined
}

interface Made {
  readonly text: string
  readonly tag: string
  bytes?: Buffer
}

interface Documented extends Published {
  readonly documents: Awaited<ReturnType<typeof openApiDocuments>>
}

const madeOf = memo(
  1,
  ({ documents, kubernetesVersion }: Documented): Made => {
    const newer = documents.map(([, document]) => document as NewerDocument)
    const text = JSON.stringify(olderDocument(newer, { title: 'Kubernetes', version: releaseOf(kubernetesVersion) }))
    return { text, tag: `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"` }
  },
  { keyOf: publishedKey },
)
