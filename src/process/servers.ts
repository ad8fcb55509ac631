/** What opens ports of this machine. */
import type { Servers } from '../commands/command.js'
import {
  clusterBehind,
  newToken,
  reachableAddresses,
  readOrMakeCertificate,
  startProxy,
  startServer,
} from '../http/index.js'
import { writeServedKubeconfig } from '../kubeconfig/served.js'
import { postNotice } from '../store/disks/server-notice.js'
import { listen } from './ports.js'

export const servers: Servers = {
  clusterBehind,
  listen,
  newToken,
  postNotice,
  reachableAddresses,
  readOrMakeCertificate,
  startProxy,
  startServer,
  writeServedKubeconfig,
}
