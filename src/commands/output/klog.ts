import type { Context } from '../command.js'

/** A line as klog writes it: `E1127 04:44:34.297541     369 portforward.go:424] …`. `level` is one of I, W, E and F. */
export function klogLine(level: 'W' | 'E' | 'F', place: string, text: string, { client, machine }: Context): string {
  const [date = '', time = ''] = new Date(client.now()).toISOString().split('T')
  const head = `${level}${date.slice(5).replace('-', '')} ${time.slice(0, -1)}000`
  return `${head} ${String(machine.pid).padStart(7)} ${place}] ${text}\n`
}
