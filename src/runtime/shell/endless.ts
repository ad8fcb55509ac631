import type { Node } from './syntax.js'

type Loop = Extract<Node, { form: 'loop' }>

/** Words by which a loop's body could leave it. */
const exits = new Set(['break', 'exit', 'return', 'exec', 'kill'])
const known = new WeakMap<Loop, boolean>()

/** Whether a loop obviously never ends: `while true; do …; done` without a word in it that could leave it. */
export function isEndless(loop: Loop): boolean {
  const answer = known.get(loop) ?? (alwaysHolds(loop) && !mentionsExit(loop.body))
  known.set(loop, answer)
  return answer
}

function alwaysHolds({ condition, until }: Loop): boolean {
  const [item, ...others] = condition.items
  const command = item?.chain.first.commands[0]
  if (item === undefined || others.length > 0 || item.background || item.chain.rest.length > 0) return false
  if (command?.form !== 'simple' || item.chain.first.commands.length > 1 || item.chain.first.negated) return false
  const [word, ...more] = command.words
  const [part] = word ?? []
  if (part?.form !== 'text' || word?.length !== 1 || more.length > 0) return false
  return until ? part.text === 'false' : part.text === 'true' || part.text === ':'
}

/** Texts stand at the leaves of the tree, whatever its nodes are. */
function mentionsExit(tree: unknown): boolean {
  if (typeof tree !== 'object' || tree === null) return false
  if ('form' in tree && tree.form === 'text' && 'text' in tree) return exits.has(String(tree.text))
  return Object.values(tree).some(mentionsExit)
}
