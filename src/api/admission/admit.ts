import { type KubeObject, objectKey } from '../../model/objects/object.js'
import type {
  AdmissionPlugin,
  AdmittedRequest,
  OpenQuestion,
  Operation,
  PluginAdmission,
  Question,
  QuestionAnswer,
} from '../contract/admission.js'
import { ApiError } from '../contract/errors.js'
import { internalError } from '../contract/status-errors.js'
import { UnansweredQuestion } from '../contract/unanswered-question.js'
import type { Core, RequestOptions } from '../registry/core.js'
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
  resource: ServedResource,
  asked: Asked,
  options: RequestOptions,
): RequestAdmission {
  const { kind, info } = resource
  if (kind.served === false || options.admitted === true) return unasked
  const { operation, subresource = '', namespace, name, old } = asked
  const request: AdmittedRequest = { operation, resource: info, subresource, namespace, name, user: options.user }
  const plugins = pluginsFor(core, request)
  if (plugins.length === 0) return unasked
  return new PluginTurns(core, options, request, old, plugins, resource.storage)
}

/** One object for each request, and no more: control loops make thousands. */
class PluginTurns implements RequestAdmission, PluginAdmission {
  readonly asks = true

  constructor(
    private readonly core: Core,
    private readonly options: RequestOptions,
    readonly request: AdmittedRequest,
    readonly old: KubeObject | undefined,
    private readonly plugins: readonly AdmissionPlugin[],
    private readonly storage: string,
  ) {}

  mutate(draft: KubeObject): void {
    for (const plugin of this.plugins) plugin.mutate?.(draft, this)
  }

  validate(object: KubeObject): void {
    for (const plugin of this.plugins) plugin.validate?.(object, this)
  }

  get now() {
    return this.core.now()
  }

  get reader() {
    return this.core.store
  }

  get random() {
    return this.core.random
  }

  get settings() {
    return this.core.settings
  }

  get dryRun() {
    return this.options.dryRun === true
  }

  get user() {
    return this.options.user
  }

  warn(text: string): void {
    this.options.warn?.(text)
  }

  ask(question: Question): unknown {
    const { namespace, name, subresource } = this.request
    const about = `${objectKey(this.storage, namespace, name)}${subresource === '' ? '' : `/${subresource}`}`
    const revision = this.old?.metadata.resourceVersion ?? ''
    return answerTo({ ...question, about, revision }, this.options.answers ?? [])
  }
}

const none: readonly AdmissionPlugin[] = []

/** Those of every API server, and behind them what this cluster has beside, that handle a request: of most it is nobody. */
function pluginsFor({ plugins = none }: Core, request: AdmittedRequest): readonly AdmissionPlugin[] {
  const own = plugins.length === 0 ? none : plugins.filter((plugin) => plugin.handles(request))
  return own.length === 0 ? builtInFor(request) : [...builtInFor(request), ...own]
}

type ByOperation = Readonly<Record<Operation, Map<string, readonly AdmissionPlugin[]>>>

/** By resource, by what requests do to it, and by subresource. */
const known = new WeakMap<object, ByOperation>()

function builtInFor(request: AdmittedRequest): readonly AdmissionPlugin[] {
  const { resource, operation, subresource } = request
  let ofResource = known.get(resource)
  if (ofResource === undefined) {
    ofResource = { CREATE: new Map(), UPDATE: new Map(), DELETE: new Map(), CONNECT: new Map() }
    known.set(resource, ofResource)
  }
  let found = ofResource[operation].get(subresource)
  if (found === undefined) {
    found = builtInPlugins.filter((plugin) => plugin.handles(request))
    ofResource[operation].set(subresource, found)
  }
  return found
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
