import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import { isDNS1123Subdomain, isQualifiedName } from '../../../model/objects/names.js'
import type { Event } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'

/** What an event of the core group must keep to: what events always had to (`pkg/apis/core/validation/events.go`). */
export const validate = (event: Event): FieldError[] => legacyErrors(event, 'reportingComponent')

/** `ValidateEventCreate` and `ValidateEventUpdate` for `events.k8s.io/v1`: the same, and more. */
export function validateStrictly(event: Event, previous?: Event): FieldError[] {
  const legacy = legacyErrors(event, 'reportingController')
  return [...legacy, ...(previous === undefined ? creationErrors(event) : changeErrors(event, previous))]
}

/** `legacyValidateEvent`. Only events of the newer recorders have a time of their own. */
function legacyErrors(event: Event, reporter: string): FieldError[] {
  const { namespace = '' } = event.metadata
  return [
    ...(event.eventTime == null ? olderErrors(event) : newerErrors(event, reporter)),
    ...isDNS1123Subdomain(namespace).map((detail) => invalidValue('namespace', namespace, detail)),
  ]
}

const mismatch = (namespace: string) =>
  invalidValue('involvedObject.namespace', namespace, 'does not match event.namespace')

/** An event lies in the namespace of what it is about; those about what lies in none in the default one. */
function olderErrors({ metadata: { namespace = '' }, involvedObject }: Event): FieldError[] {
  const { namespace: about = '' } = involvedObject
  const matches = about === '' ? namespace === '' || namespace === 'default' : namespace === about
  return matches ? [] : [mismatch(about)]
}

function newerErrors(event: Event, reporter: string): FieldError[] {
  const { involvedObject, reportingComponent = '', reportingInstance = '' } = event
  const { namespace = '' } = event.metadata
  const { action = '', reason = '', message = '' } = event
  const homeless = !involvedObject.namespace && namespace !== 'default' && namespace !== 'kube-system'
  return [
    ...(homeless ? [mismatch('')] : []),
    ...(reportingComponent === '' ? [required(reporter)] : []),
    ...isQualifiedName(reportingComponent).map((detail) => invalidValue(reporter, reportingComponent, detail)),
    ...textErrors('reportingInstance', reportingInstance, 128),
    ...textErrors('action', action, 128),
    ...textErrors('reason', reason, 128),
    ...lengthErrors('message', message, 1024),
  ]
}

function textErrors(field: string, text: string, most: number): FieldError[] {
  return text === '' ? [required(field)] : lengthErrors(field, text, most)
}

/** Bytes, which upstream calls characters. */
function lengthErrors(field: string, text: string, most: number): FieldError[] {
  const length = text.length > most ? text.length : new TextEncoder().encode(text).length
  return length > most ? [invalidValue(field, '', `can have at most ${most} characters`)] : []
}

function creationErrors(event: Event): FieldError[] {
  const { metadata, series, eventTime, type = '', firstTimestamp, lastTimestamp, count = 0, source } = event
  const unset = (field: string, isSet: boolean) => (isSet ? [invalidValue(field, '', 'needs to be unset')] : [])
  return [
    ...(metadata.name ? isDNS1123Subdomain(metadata.name) : []).map((detail) =>
      invalidValue('metadata.name', metadata.name, detail),
    ),
    ...seriesErrors(series),
    ...(eventTime == null ? [required('eventTime')] : []),
    ...(type === 'Normal' || type === 'Warning' ? [] : [invalidValue('type', '', `has invalid value: ${type}`)]),
    ...unset('firstTimestamp', firstTimestamp != null),
    ...unset('lastTimestamp', lastTimestamp != null),
    ...unset('count', count !== 0),
    ...unset('source', Boolean(source?.component || source?.host)),
  ]
}

function seriesErrors(series: Event['series']): FieldError[] {
  if (series == null) return []
  return [
    ...((series.count ?? 0) < 2 ? [invalidValue('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime == null ? [required('series.lastObservedTime')] : []),
  ]
}

/** What may not change, in the order in which it is asked for, with how Go shows the new value. */
const immutable: readonly (readonly [keyof Event, string, (event: Event) => unknown])[] = [
  ['involvedObject', 'involvedObject', ({ involvedObject }) => reference(involvedObject)],
  ['reason', 'reason', ({ reason = '' }) => reason],
  ['message', 'message', ({ message = '' }) => message],
  ['source', 'source', ({ source }) => new GoStruct({ Component: source?.component ?? '', Host: source?.host ?? '' })],
  ['firstTimestamp', 'firstTimestamp', ({ firstTimestamp }) => firstTimestamp ?? null],
  ['lastTimestamp', 'lastTimestamp', ({ lastTimestamp }) => lastTimestamp ?? null],
  ['count', 'count', ({ count = 0 }) => count],
  ['reason', 'reason', ({ reason = '' }) => reason],
  ['type', 'type', ({ type = '' }) => type],
  ['eventTime', 'eventTime', ({ eventTime }) => eventTime ?? null],
  ['action', 'action', ({ action = '' }) => action],
  ['related', 'related', ({ related }) => related && reference(related)],
  ['reportingComponent', 'reportingController', ({ reportingComponent = '' }) => reportingComponent],
  ['reportingInstance', 'reportingInstance', ({ reportingInstance = '' }) => reportingInstance],
]

function changeErrors(event: Event, previous: Event): FieldError[] {
  const series = deepEqual(event.series, previous.series) ? [] : seriesErrors(event.series)
  const changed = immutable.filter(([field]) => !deepEqual(event[field] ?? '', previous[field] ?? ''))
  return [...series, ...changed.map(([, name, shown]) => invalidValue(name, shown(event), 'field is immutable'))]
}

function reference(of: Event['involvedObject']): GoStruct {
  const { kind = '', namespace = '', name = '', uid = '', apiVersion = '', resourceVersion = '', fieldPath = '' } = of
  return new GoStruct({
    Kind: kind,
    Namespace: namespace,
    Name: name,
    UID: uid,
    APIVersion: apiVersion,
    ResourceVersion: resourceVersion,
    FieldPath: fieldPath,
  })
}
