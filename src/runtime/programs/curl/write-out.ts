import { byteLength } from '../../../model/values/byte-text.js'
import { headerLines, headerValue, type Transfer } from './transfer.js'

/** The text of `-w`, and the warnings about variables that it does not know. */
export function writeOut(template: string, transfer: Transfer): { text: string; unknown: readonly string[] } {
  const unknown: string[] = []
  const text = template
    .replace(/%(?:\{(\w+)\}|header\{([^}]+)\}|%)/g, (whole, name?: string, header?: string) => {
      if (whole === '%%') return '%'
      if (header !== undefined) return lastHeader(transfer, header.toLowerCase())
      const value = Object.hasOwn(variables, name ?? '') ? variables[name ?? ''] : undefined
      if (value !== undefined) return value(transfer)
      unknown.push(name ?? '')
      return ''
    })
    .replace(/\\([nrt\\])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? '\\')
  return { text, unknown }
}

const last = (transfer: Transfer) => transfer.responses.at(-1)

function lastHeader(transfer: Transfer, name: string): string {
  const response = last(transfer)
  return response === undefined ? '' : (headerValue(response, name) ?? '')
}

const seconds = (millis: number) => (millis / 1000).toFixed(6)
const status = (transfer: Transfer) => String(last(transfer)?.status ?? 0).padStart(3, '0')

const variables: Readonly<Record<string, (transfer: Transfer) => string>> = {
  http_code: status,
  response_code: status,
  http_version: (transfer) => last(transfer)?.version ?? '0',
  content_type: (transfer) => lastHeader(transfer, 'content-type'),
  size_download: (transfer) => String(byteLength(last(transfer)?.body ?? '')),
  size_upload: (transfer) => String(transfer.uploaded),
  size_header: (transfer) => {
    const response = last(transfer)
    return response === undefined
      ? '0'
      : String(headerLines(response).reduce((sum, line) => sum + byteLength(line) + 2, 0))
  },
  num_redirects: (transfer) => String(transfer.redirects),
  num_connects: (transfer) => String(transfer.responses.length),
  redirect_url: (transfer) => lastHeader(transfer, 'location'),
  url: (transfer) => transfer.url,
  url_effective: (transfer) => transfer.url,
  remote_ip: (transfer) => transfer.remote?.address ?? '',
  remote_port: (transfer) => String(transfer.remote?.port ?? 0),
  local_ip: (transfer) => transfer.local?.address ?? '',
  local_port: (transfer) => String(transfer.local?.port ?? 0),
  method: (transfer) => transfer.method,
  scheme: (transfer) => transfer.url.split(':')[0]?.toUpperCase() ?? '',
  exitcode: (transfer) => String(transfer.code),
  errormsg: (transfer) => transfer.message,
  time_total: (transfer) => seconds(transfer.millis + 1),
  time_connect: (transfer) => seconds(transfer.millis),
  time_namelookup: (transfer) => seconds(transfer.millis),
  time_starttransfer: (transfer) => seconds(transfer.millis + 1),
  time_pretransfer: (transfer) => seconds(transfer.millis),
  time_redirect: () => seconds(0),
  speed_download: (transfer) => String(byteLength(last(transfer)?.body ?? '') * 1000),
  speed_upload: () => '0',
  ssl_verify_result: () => '0',
  filename_effective: () => '',
}
