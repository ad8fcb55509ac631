import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, forbiddenField, notSupported, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import type { Service, ServicePort } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { dnsLabel, portNumber, portNumberOrName, protocols, qualifiedName } from '../../network-fields.js'

/** `validateServicePort` for each port. */
export function portErrors({ spec }: Service): FieldError[] {
  const ports = spec.ports ?? []
  const names = new Set<string>()
  return ports.flatMap((port, index) => {
    const path = `spec.ports[${index}]`
    const errors: FieldError[] = []
    if (port.name) {
      append(errors, dnsLabel(port.name, `${path}.name`))
      if (names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name))
      names.add(port.name)
    } else if (ports.length > 1) errors.push(required(`${path}.name`))
    append(errors, portNumber(port.port ?? 0, `${path}.port`))
    if (!port.protocol) errors.push(required(`${path}.protocol`))
    else if (!protocols.includes(port.protocol)) errors.push(notSupported(`${path}.protocol`, port.protocol, protocols))
    append(errors, portNumberOrName(port.targetPort ?? 0, `${path}.targetPort`))
    if (port.appProtocol !== undefined) append(errors, qualifiedName(port.appProtocol, `${path}.appProtocol`))
    return errors
  })
}

/** Node ports where the type has none; node ports and ports that occur twice with one protocol. */
export function portConflicts({ spec }: Service): FieldError[] {
  const ports = spec.ports ?? []
  const errors: FieldError[] = []
  for (const [index, port] of ports.entries()) {
    if (spec.type !== 'ClusterIP' || !port.nodePort) continue
    errors.push(forbiddenField(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"))
  }
  for (const [index, port] of ports.entries()) {
    if (!port.nodePort || !before(ports, index, 'nodePort')) continue
    errors.push(duplicate(`spec.ports[${index}].nodePort`, port.nodePort))
  }
  for (const [index, port] of ports.entries()) {
    if (before(ports, index, 'port')) errors.push(duplicate(`spec.ports[${index}]`, goPort(port)))
  }
  return errors
}

/** Whether an earlier port has the same protocol and number. */
function before(ports: readonly ServicePort[], index: number, field: 'port' | 'nodePort'): boolean {
  const port = ports[index]
  return ports.slice(0, index).some((other) => other.protocol === port?.protocol && other[field] === port?.[field])
}

/** The key that Go's validation compares: of the port's fields it has but two. */
const goPort = ({ protocol = 'TCP', port }: ServicePort) =>
  new GoStruct({ Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 })
