/**
 * The API server: every read and write of a cluster passes here. A write is resolved to its kind, decoded, given its
 * defaults, admitted, validated and only then stored; nothing else writes to the store. What is particular to one kind
 * does not live here but in `kinds/`; neither do loops that react to changes, nor anything asynchronous.
 */

export * from './contract/admission.js'
export * from './contract/capabilities.js'
export * from './contract/client.js'
export * from './contract/description.js'
export * from './contract/errors.js'
export * from './contract/field-errors.js'
export * from './contract/go-values.js'
export * from './contract/kind.js'
export * from './contract/names.js'
export * from './contract/status-errors.js'
export * from './contract/strategy.js'
export * from './contract/table.js'
export * from './contract/user.js'
export * from './contract/writers.js'
export * from './patches/index.js'
export type { DeleteRequest, RequestOptions } from './registry/core.js'
export * from './registry/resources.js'
export * from './requests/metadata.js'
export * from './requests/reading.js'
export * from './requests/writing.js'
export * from './schema/contract.js'
export * from './schema/structure.js'
