/**
 * The Kubernetes REST protocol over a Client of the cluster, so that kubectl, helm and the client
 * libraries work on it. Here lies what belongs to HTTP alone: paths, verbs, representations, bodies, streams, tokens.
 * What a request does is decided by the api behind the Client, the same that commands use; nothing here knows a kind.
 */

export { clusterBehind, startProxy } from './local-proxy/server.js'
export { reachableAddresses } from './server/addresses.js'
export { readOrMakeCertificate } from './server/certificate.js'
export { rawRequest } from './server/raw.js'
export { type Server, type ServerOptions, startServer } from './server/server.js'
export { newToken } from './server/token.js'
