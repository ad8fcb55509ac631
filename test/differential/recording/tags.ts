import type { Call } from './call.js'

const name = 'if-none-match'
const answered = '(as answered)'

type Headers = Readonly<Record<string, string>>

/** Tags of answers that kubectl keeps: it shows again what it was given, which is another when the answer is. */
export class Tags {
  private readonly known = new Map<string, string>()

  learn({ asked, status, headers }: Call): void {
    if (status === 200 && headers.etag !== undefined) this.known.set(keyOf(asked), String(headers.etag))
  }

  hide(asked: Call['asked'], headers: Headers): Headers {
    const isKnown = headers[name] !== undefined && headers[name] === this.known.get(keyOf(asked))
    return isKnown ? { ...headers, [name]: answered } : headers
  }

  show(asked: string, headers: Headers): Headers {
    if (headers[name] !== answered) return headers
    return { ...headers, [name]: this.known.get(asked) ?? answered }
  }
}

const keyOf = ({ method, target }: Call['asked']) => `${method} ${target}`
