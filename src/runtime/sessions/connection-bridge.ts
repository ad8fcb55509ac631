import type { ByteConnection } from '../../api/contract/client.js'
import type { Origin } from '../../network/contract.js'
import { network } from '../containers/applications.js'
import { ByteReader, readRequest, responseBytes } from '../http/wire.js'
import type { Host } from './host.js'

/**
 * Joins bytes that come from outside the simulation to the program that listens on an address and port, as it is reached
 * from the origin. Resolves when one of them ends the connection: to why it was not made, else to undefined.
 */
export async function bridgeConnection(
  host: Host,
  origin: Origin,
  { address, port }: { address: string; port: number },
  connection: ByteConnection,
): Promise<'refused' | 'timeout' | undefined> {
  const { outcome } = await host.transact((world) =>
    network.answer(origin, { ask: 'connect', address, port, protocol: 'TCP' }, world),
  )
  if (outcome !== 'open') return outcome
  const reader = new ByteReader(connection.input)
  const goOn = () => connection.write(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'))
  try {
    for (;;) {
      const received = await readRequest(reader, goOn)
      if (received === undefined) return undefined
      const { request } = received
      const answer = await host.transact((world) =>
        network.answer(origin, { ask: 'http', address, port, request }, world),
      )
      // The program has gone, or does not speak HTTP.
      if (answer.outcome !== 'answered') return undefined
      const { bytes, keep } = responseBytes(answer.response, received)
      await connection.write(bytes)
      if (!keep) return undefined
    }
  } finally {
    reader.close()
  }
}
