import { type KubeObject, objectKey } from '../../model/objects/object.js'
import type {
  AdmissionPlugin,
  AdmittedRequest,
  OpenQuestion,
  PluginAdmission,
  QuestionAnswer,
} from '../contract/admission.js'
import { ApiError } from '../contract/errors.js'
import { internalError } from '../contract/status-errors.js'
import { UnansweredQuestion } from '../contract/unanswered-question.js'
import type { Core, RequestOptions } from '../registry/core.js'
import { admissionOf } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { builtInPlugins } from './index.js'

/** The admission of one request: its two turns, between which the kind validates the object. */
export interface RequestAdmission {
  /** Whether there is anybody to ask. */
  readonly asks: boolean
  mutate(draft: KubeObject): void
  validate(object: KubeObject): void
}

type Asked = Pick<AdmittedRequest, 'operation' | 'namespace' | 'name'> & {
  readonly subresource?: string | undefined
  /** The object as it is stored. */
  readonly old?: KubeObject
}

/** Asks nobody: of the simulator's own records, and of what follows from a request that has been admitted. */
const unasked: RequestAdmission = { asks: false, mutate: () => {}, validate: () => {} }

export function admissionFor(
  core: Core,
  { kind, info, storage }: ServedResource,
  { operation, subresource = '', namespace, name, old }: Asked,
  options: RequestOptions,
): RequestAdmission {
  if (kind.served === false || options.admitted === true) return unasked
  const { user } = options
  const request = { operation, resource: info, subresource, namespace, name, ...(user === undefined ? {} : { user }) }
  const asked = pluginsOf(core).filter((plugin) => plugin.handles(request))
  if (asked.length === 0) return unasked
  const about = `${objectKey(storage, namespace, name)}${subresource === '' ? '' : `/${subresource}`}`
  const admission: PluginAdmission = {
    ...admissionOf(core, options),
    request,
    ...(old === undefined ? {} : { old }),
    ask: (question) =>
      answerTo({ ...question, about, revision: old?.metadata.resourceVersion ?? '' }, options.answers ?? []),
  }
  return {
    asks: true,
    mutate: (draft) => {
      for (const plugin of asked) plugin.mutate?.(draft, admission)
    },
    validate: (object) => {
      for (const plugin of asked) plugin.validate?.(object, admission)
    },
  }
}

/** What was said of another revision of the object counts for nothing: that was another question. */
function answerTo(question: OpenQuestion, answers: readonly QuestionAnswer[]): unknown {
  const { plugin, whom, about, revision } = question
  const found = answers.find(
    (each) => each.plugin === plugin && each.whom === whom && each.about === about && each.revision === revision,
  )
  if (found === undefined) throw new UnansweredQuestion(question)
  if ('value' in found) return found.value
  const { failure } = found
  throw failure instanceof ApiError ? failure : internalError(failure instanceof Error ? failure.message : `${failure}`)
}

/** Those of every API server, and behind them what this cluster has beside. */
const pluginsOf = ({ plugins = [] }: Core): readonly AdmissionPlugin[] =>
  plugins.length === 0 ? builtInPlugins : [...builtInPlugins, ...plugins]
