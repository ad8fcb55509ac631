import { timestamp } from '../../model/objects/time.js'
import { type Answer, type Exchange, rawJson } from '../exchange/exchange.js'

/** What a release build of that version says of itself; nothing of it was built here. */
export async function versionAnswer({ server }: Exchange): Promise<Answer> {
  const { major, minor, gitVersion } = await server.cluster.client.version()
  return rawJson({
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: timestamp(0),
    goVersion: 'go1.24.0',
    compiler: 'gc',
    platform: 'linux/amd64',
  })
}
