import type { ServerResponse } from 'node:http'

const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/** A text in HTML, as Go's `net/http` escapes it (`htmlReplacer`). */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark]!)

/** Answers in text, as Go's `http.Error` does. */
export function plain(response: ServerResponse, status: number, text: string): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text) }).end(text)
}
