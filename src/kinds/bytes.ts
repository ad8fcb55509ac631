/** Sizes of texts as Go counts them: bytes of UTF-8, and of what base64 stands for. */

export const utf8Length = (text: string): number => Buffer.byteLength(text, 'utf8')

export const base64Length = (text: string | null): number => Buffer.byteLength(text ?? '', 'base64')

/** `core.MaxSecretSize`: what a Secret or ConfigMap may hold altogether. */
export const mostBytes = 1024 * 1024
