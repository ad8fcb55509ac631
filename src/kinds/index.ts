/**
 * Everything known about every kind, one folder a kind: names, scope, defaults, validation, columns, describe, and what
 * commands may do with it. Nothing outside this folder branches on a kind. A kind looks at the cluster through the
 * Reader or Client it is given; it never writes, and it knows no command, printer or control loop.
 */
import type { Kind } from '../api/kind.js'

export const kinds: readonly Kind[] = []
