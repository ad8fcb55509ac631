import type { Sandbox } from '../../model/objects/machine.js'
import type { ConfigMap, Container, Pod, Secret } from '../../model/objects/types.js'
import { entryOf, setField } from '../../model/values/json-values.js'
import { expandReferences } from '../../runtime/containers/argument-list.js'
import { fieldValue, resourceValue } from '../../runtime/containers/downward-api.js'
import type { Reader } from '../../store/store.js'
import { EnvironmentFileError, variableIn } from './environment-files.js'

type Variable = NonNullable<Container['env']>[number]
type Source = NonNullable<Variable['valueFrom']>
type FileKey = NonNullable<Source['fileKeyRef']>
type VolumeFiles = NonNullable<Sandbox['volumes']>

/** A container cannot be configured; the message is the kubelet's. */
export class ConfigError extends Error {}

/** A container's `env` and `envFrom`, resolved and expanded (`kubelet.makeEnvironmentVariables`). Throws ConfigErrors. */
export function resolveEnvironment(
  pod: Pod,
  container: Container,
  services: Readonly<Record<string, string>>,
  reader: Reader,
  volumes: VolumeFiles = {},
): Record<string, string> {
  const values: Record<string, string> = {}
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const data =
      configMapRef === undefined
        ? secretData(pod, secretRef?.name ?? '', secretRef?.optional, reader)
        : configData(pod, configMapRef.name ?? '', configMapRef.optional, reader)
    for (const [key, value] of Object.entries(data ?? {})) setField(values, prefix + key, value)
  }
  const known = (name: string) => entryOf(values, name) ?? entryOf(services, name)
  for (const { name, value, valueFrom } of container.env ?? []) {
    const resolved =
      valueFrom === undefined
        ? expandReferences(value ?? '', known)
        : fromSource(valueFrom, pod, container, reader, volumes)
    if (resolved !== undefined) setField(values, name, resolved)
  }
  return values
}

function fromSource(
  source: Source,
  pod: Pod,
  container: Container,
  reader: Reader,
  volumes: VolumeFiles,
): string | undefined {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source
  if (fileKeyRef !== undefined) return fromFile(fileKeyRef, pod, volumes)
  if (fieldRef !== undefined) return fieldValue(pod, fieldRef.fieldPath)
  if (resourceFieldRef !== undefined) return resourceValue(pod, container, resourceFieldRef, reader)
  const namespace = pod.metadata.namespace
  if (configMapKeyRef !== undefined) {
    const { name = '', key, optional } = configMapKeyRef
    const value = entryOf(configData(pod, name, optional, reader), key)
    if (value === undefined && !optional)
      throw new ConfigError(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`)
    return value
  }
  if (secretKeyRef !== undefined) {
    const { name = '', key, optional } = secretKeyRef
    const value = entryOf(secretData(pod, name, optional, reader), key)
    if (value === undefined && !optional)
      throw new ConfigError(`couldn't find key ${key} in Secret ${namespace}/${name}`)
    return value
  }
  return undefined
}

/** From a file in an emptyDir, as the containers before it have left it. */
function fromFile({ volumeName, path, key, optional }: FileKey, pod: Pod, volumes: VolumeFiles): string | undefined {
  const file = path.split('/').filter((part) => part !== '' && part !== '.')
  const text = entryOf(entryOf(volumes, volumeName), file.join('/'))
  try {
    if (text == null) throw new EnvironmentFileError('no such file')
    const value = variableIn(text, key)
    if (value !== '') return value
  } catch (error) {
    if (!(error instanceof EnvironmentFileError)) throw error
    throw new ConfigError("couldn't parse env file")
  }
  if (optional) return undefined
  const root = `/var/lib/kubelet/pods/${pod.metadata.uid}/volumes/kubernetes.io~empty-dir/${volumeName}`
  throw new ConfigError(`environment variable key "${key}" not found in file "${root}/${file.join('/')}"`)
}

function configData(pod: Pod, name: string, optional: boolean | undefined, reader: Reader) {
  const found = reader.get<ConfigMap>(`configmaps/${pod.metadata.namespace}/${name}`)
  if (found === undefined && !optional) throw new ConfigError(`configmap "${name}" not found`)
  return found && (found.data ?? {})
}

function secretData(pod: Pod, name: string, optional: boolean | undefined, reader: Reader) {
  const found = reader.get<Secret>(`secrets/${pod.metadata.namespace}/${name}`)
  if (found === undefined && !optional) throw new ConfigError(`secret "${name}" not found`)
  return found && Object.fromEntries(Object.entries(found.data ?? {}).map(([key, value]) => [key, decoded(value)]))
}

function decoded(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
}
