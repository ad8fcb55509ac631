import type { Options } from '../../api/contract/request.js'
import type { Exchange } from '../exchange/exchange.js'
import { flag } from '../exchange/query.js'

/** What the session of an exec or attach is to be. */
export const connectOptions = ({ query, signal }: Exchange): Options => ({
  container: query.get('container') ?? '',
  command: query.getAll('command'),
  stdin: flag(query, 'stdin'),
  tty: flag(query, 'tty'),
  signal,
})
