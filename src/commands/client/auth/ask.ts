import type { KubeObject } from '../../../model/objects/object.js'
import type { Context } from '../../command.js'
import { findResource } from '../../resources/of-object.js'

/** Asks the API server a question that is an object of its own; resolves to the answer. */
export async function ask(kind: string, group: string, spec: object | undefined, { client }: Context) {
  const question = {
    kind,
    apiVersion: `${group}.k8s.io/v1`,
    metadata: {},
    ...(spec === undefined ? {} : { spec }),
  } as unknown as KubeObject
  return client.create(await findResource(question, client), '', question)
}
