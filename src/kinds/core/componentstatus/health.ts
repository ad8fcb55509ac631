import type { KubeObject } from '../../../model/objects/object.js'

export interface Health {
  readonly type: 'Healthy'
  readonly status: 'True' | 'False'
  readonly message: string
  readonly error?: string
}

export type ComponentStatus = KubeObject & { readonly conditions?: readonly Health[] }

export const componentStatusOf = (name: string, health: Health) =>
  ({
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    metadata: { name },
    conditions: [health],
  }) as unknown as ComponentStatus

export const healthy: Health = { type: 'Healthy', status: 'True', message: 'ok' }
