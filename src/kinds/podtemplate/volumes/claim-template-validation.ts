import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { validateAnnotations, validateLabels } from '../../../api/requests/metadata.js'
import { isDNS1123Subdomain } from '../../../model/objects/names.js'
import { quantityIn } from '../containers/resource-lists.js'
import { validateLabelSelector, wrongs } from '../scheduling/label-validation.js'
import type { Volume } from './volume-defaults.js'

type Template = NonNullable<Volume['ephemeral']>['volumeClaimTemplate'] & {}
type ClaimSpec = Template['spec']

/** `ValidatePersistentVolumeClaimTemplate`: of metadata it may have labels and annotations alone. */
export function validateClaimTemplate({ metadata = {}, spec }: Template, path: string): FieldError[] {
  const others = Object.entries(metadata).filter(
    ([field, value]) => field !== 'labels' && field !== 'annotations' && value != null && value !== '',
  )
  return [
    ...validateAnnotations(metadata.annotations ?? {}, `${path}.metadata.annotations`),
    ...validateLabels(metadata.labels ?? {}, `${path}.metadata.labels`),
    ...others.map(([field]) => forbiddenField(`${path}.metadata.${field}`, 'cannot be set')),
    ...validateClaimSpec(spec ?? {}, `${path}.spec`),
  ]
}

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const volumeModes = ['Block', 'Filesystem']

/** `ValidatePersistentVolumeClaimSpec`. */
function validateClaimSpec(spec: ClaimSpec, path: string): FieldError[] {
  const { volumeMode, dataSource, dataSourceRef, storageClassName, volumeAttributesClassName } = spec
  const className = (name: string | undefined, field: string) =>
    name ? wrongs(`${path}.${field}`, name, isDNS1123Subdomain(name)) : []
  return [
    ...validateAccess(spec, path),
    ...validateStorage(spec.resources?.requests?.storage, `${path}.resources[storage]`),
    ...className(storageClassName, 'storageClassName'),
    ...(volumeMode == null || volumeModes.includes(volumeMode)
      ? []
      : [notSupported(`${path}.volumeMode`, volumeMode, volumeModes)]),
    ...(dataSource == null ? [] : validateSource(dataSource, `${path}.dataSource`)),
    ...(dataSourceRef == null ? [] : validateSource(dataSourceRef, `${path}.dataSourceRef`)),
    ...className(volumeAttributesClassName, 'volumeAttributesClassName'),
  ]
}

function validateAccess({ accessModes: modes = [], selector }: ClaimSpec, path: string): FieldError[] {
  const at = `${path}.accessModes`
  const known = modes.filter((mode) => accessModes.includes(mode))
  const mixed = known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod')
  return [
    ...(modes.length > 0 ? [] : [required(at, 'at least 1 access mode is required')]),
    ...validateLabelSelector(selector, `${path}.selector`),
    ...modes.filter((mode) => !accessModes.includes(mode)).map((mode) => notSupported(at, mode, accessModes)),
    ...(mixed ? [forbiddenField(at, 'may not use ReadWriteOncePod with other access modes')] : []),
  ]
}

function validateStorage(storage: string | number | undefined, path: string): FieldError[] {
  if (storage === undefined) return [required(path)]
  const quantity = quantityIn(storage)
  if (quantity === undefined || quantity.nanos > 0n) return []
  return [invalidValue(path, storage, 'must be greater than zero')]
}

/** `validateDataSource`. */
function validateSource(source: NonNullable<ClaimSpec['dataSource']>, path: string): FieldError[] {
  const { name = '', kind = '', apiGroup = '' } = source
  const local = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
  return [
    ...(name === '' ? [required(`${path}.name`)] : []),
    ...(kind === '' ? [required(`${path}.kind`)] : []),
    ...(apiGroup === '' && kind !== 'PersistentVolumeClaim' ? [invalidValue(path, kind, local)] : []),
  ]
}
