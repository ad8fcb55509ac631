/** Tokens by which service accounts show who they are: how they are made, and whether they are to be believed. */
export * from './claims.js'
export * from './issuer.js'
export { signerOf } from './signing.js'
