import type { CustomResourceDefinition } from './types.js'

/** `pkg/apis/apiextensions/v1/defaults.go` */
export function setDefinitionDefaults(draft: CustomResourceDefinition): void {
  draft.spec ??= {} as CustomResourceDefinition['spec']
  const names = draft.spec.names ?? {}
  const kind = names.kind ?? ''
  draft.spec.names = {
    ...names,
    ...(names.singular || kind === '' ? {} : { singular: kind.toLowerCase() }),
    ...(names.listKind || kind === '' ? {} : { listKind: `${kind}List` }),
  }
  draft.spec.conversion ??= { strategy: 'None' }
}
