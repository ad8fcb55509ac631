/** Pages for `-f http://…`, with kubectl's words for those that cannot be had (client-go's url errors, cli-runtime `readHttpWithRetries`). */
import type { IncomingMessage } from 'node:http'
import { UsageError } from '../api/contract/errors.js'
import { unreachable } from '../http/remote/unreachable.js'

const mostRedirects = 10

export async function fetchText(url: string, redirects = 0): Promise<string> {
  const response = await get(url)
  const { statusCode = 0, statusMessage = '', headers } = response
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects < mostRedirects) {
    response.resume()
    return fetchText(new URL(headers.location, url).href, redirects + 1)
  }
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  if (statusCode !== 200) {
    throw new UsageError(
      `unable to read URL "${url}", server reported ${statusCode} ${statusMessage}, status code=${statusCode}`,
    )
  }
  return text
}

async function get(url: string): Promise<IncomingMessage> {
  const { get } = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    get(url, resolve).on('error', (error: NodeJS.ErrnoException) => reject(unreachable(url, error)))
  })
}
