/**
 * Who may do what: the rules of roles and bindings, asked of whatever holds them. Pure; who asks is found out elsewhere
 * (`http/`), and so is which requests are asked about.
 */
export * from './authorizer.js'
export * from './impersonation.js'
