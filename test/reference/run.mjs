/** Plays the scenarios on a real cluster too; further words go to vitest (`-t deployments`). */
import { spawnSync } from 'node:child_process'

const env = { ...process.env, KUBESIM_REFERENCE: 'beside' }
const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'test/reference', ...process.argv.slice(2)]
process.exit(spawnSync(process.execPath, vitest, { env, stdio: 'inherit' }).status ?? 1)
