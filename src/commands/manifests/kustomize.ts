import type { Context } from '../command.js'
import type { Manifest } from './index.js'
export async function kustomized(_d: string, _c: Context): Promise<Manifest[]> {
  return []
}
