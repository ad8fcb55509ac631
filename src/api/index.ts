/**
 * The API server: every read and write of a cluster passes here. A write is resolved to its kind, decoded, given its
 * defaults, admitted, validated and only then stored; nothing else writes to the store. What is particular to one kind
 * does not live here but in `kinds/`; neither do loops that react to changes, nor anything asynchronous.
 */
export * from './api.js'
export * from './client.js'
export type { DeleteRequest, RequestOptions } from './core.js'
export * from './errors.js'
export * from './field-errors.js'
export * from './go-values.js'
export * from './kind.js'
export * from './metadata.js'
export * from './patches/index.js'
export * from './resources.js'
export * from './status-errors.js'
export * from './structure.js'
export * from './table.js'
export * from './user.js'
