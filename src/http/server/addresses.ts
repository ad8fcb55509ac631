import { networkInterfaces } from 'node:os'

/** By which this machine alone reaches itself. */
export const ownAddress = '127.0.0.1'

/** Whether nobody else can reach a server that listens there. */
export const isOwn = (address: string): boolean => address.startsWith('127.')

/** The IPv4 addresses by which others reach a server that listens on one, or on all (`0.0.0.0`). */
export function reachableAddresses(listening: string): readonly string[] {
  if (isOwn(listening)) return []
  if (listening !== '0.0.0.0') return [listening]
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : [])),
  )
}
