import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { readOwn } from '../../store/disks/own-file.js'
import { replacePrivately } from '../../store/disks/replace-file.js'

/** In PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/**
 * The server's certificate: made at the first use and kept in one file with its key, for its owner's eyes alone. A key that
 * others could have read, or brought, is replaced. `addresses`: see makeCertificate.
 */
export function readOrMakeCertificate(path: string, addresses: readonly string[] = []): Certificate {
  const pem = readOwn(path) ?? ''
  const [key] = /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----\n/.exec(pem) ?? []
  const [cert] = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n/.exec(pem) ?? []
  if (key !== undefined && cert !== undefined) return { key, cert }
  const made = makeCertificate(addresses)
  replacePrivately(path, made.key + made.cert)
  return made
}

/**
 * A certificate signed by itself, for this machine alone (RFC 5280); `addresses`: IPv4 addresses by which others reach it.
 */
export function makeCertificate(addresses: readonly string[] = []): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = tbsCertificate(publicKey, addresses)
  const signature = createSign('sha256').update(body).sign(privateKey)
  const certificate = sequence(body, ecdsaWithSha256, bits(signature))
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert: pem(certificate) }
}

function tbsCertificate(publicKey: KeyObject, addresses: readonly string[]): Buffer {
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8('kubesim'))))
  const alternatives = sequence(
    der(0x82, Buffer.from('localhost')),
    ...['127.0.0.1', ...addresses].map((address) => der(0x87, Buffer.from(address.split('.').map(Number)))),
  )
  return sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(time('20200101000000Z'), time('20991231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(
        sequence(oid('2.5.29.17'), octets(alternatives)),
        sequence(oid('2.5.29.19'), der(0x01, Buffer.from([0xff])), octets(sequence(der(0x01, Buffer.from([0xff]))))),
      ),
    ),
  )
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** One value in DER: tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...items: readonly Buffer[]) => der(0x30, ...items)
const set = (...items: readonly Buffer[]) => der(0x31, ...items)
const integer = (bytes: Buffer) => der(0x02, bytes)
const octets = (bytes: Buffer) => der(0x04, bytes)
const bits = (bytes: Buffer) => der(0x03, Buffer.from([0]), bytes)
const utf8 = (text: string) => der(0x0c, Buffer.from(text))
const time = (text: string) => der(0x18, Buffer.from(text))

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return der(0x06, Buffer.from([40 * first + second, ...bytes]))
}

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))
