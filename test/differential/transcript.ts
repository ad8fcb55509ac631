/** How outcomes are compared: as a transcript in which what truly differs is masked. */
import { createHash } from 'node:crypto'
import type { Outcome } from './programs.js'
import type { Line } from './scenarios.js'

/** What our own command line shows, on the file and through the API. */
export function exactly(lines: readonly Line[], outcomes: readonly Outcome[]): string {
  return lines
    .map(({ text, remoteExcuse }, at) => transcribe(text, remoteExcuse, outcomes[at]!, withoutTemporaries))
    .join('\n')
}

/** What can be the same on the file and through kubectl. */
export function masked(lines: readonly Line[], outcomes: readonly (Outcome | undefined)[], shown = maskedText): string {
  return lines.map(({ text, excuse }, at) => transcribe(text, excuse, outcomes[at]!, shown)).join('\n')
}

function transcribe(
  line: string,
  excuse: string | undefined,
  outcome: Outcome | undefined,
  shown: (text: string) => string,
): string {
  if (excuse !== undefined) return `$ ${line}\n(differs: ${excuse})\n`
  if (outcome === undefined) throw new Error(`it is not known what is printed by: ${line}`)
  const exit = outcome.exitCode === 0 ? '' : `exit: ${outcome.exitCode}\n`
  return `$ ${line}\n${shown(outcome.stdout)}${shown(outcome.stderr)}${exit}`
}

/**
 * What truly differs: in descriptions kubectl tells ages (of events, and of a node's pods) by its own machine's clock,
 * which goes on while the cluster's stands still. With them the widths of their columns are masked.
 */
export function maskedText(text: string): string {
  return inOneOrder(withoutTemporaries(text))
    .replace(/^((?:[a-z]\S* +)?)\d+[ydhms]\S*(?: \(x\d+ over \S+\))? +(?=(?:Normal|Warning) )/gm, '$1AGE  ')
    .replace(/^( {2}(?:Normal|Warning) +\S+ +)\S+(?: \(x\d+ over \S+\))? {2,}/gm, '$1AGE  ')
    .replace(/^( {2}Type +Reason +)Age +(From)/gm, '$1Age  $2')
    .replace(/^( {2}---- +------ +)---- +/gm, '$1----  ')
    .replace(/^( {2}\S+ +\S+ +(?:\S+ \(\d+%\) +){4})\d+[ydhms]\S*$/gm, '$1AGE')
}

const longest = 4096

/** Long texts as their hashes, for the sake of who keeps them. */
export function abridged(text: string): string {
  if (text.length <= longest) return text
  return `(${text.length} characters, sha256 ${createHash('sha256').update(text).digest('hex').slice(0, 16)})\n`
}

/** The directories that diff compares, the times of its files, the names of drafts, and when who writes a log are new each time. */
function withoutTemporaries(text: string): string {
  return text
    .replace(/\/tmp\/(LIVE|MERGED|kubectl-edit)-\w+/g, '/tmp/$1')
    .replace(/^((?:---|\+\+\+) \/tmp\/\S+)\t.*$/gm, '$1')
    .replace(/^([IWEF])\d{4} [\d:.]{15} +\d+ (?=\S+\.go:\d+\] )/gm, '$1 ')
}

/** Evictions go on side by side: which of several pods is told first is chance. */
function inOneOrder(text: string): string {
  return text.replace(/(?:^(?:evicting pod .*|pod\/\S+ (?:evicted|deleted))\n){2,}/gm, (lines) =>
    lines
      .split(/(?<=\n)/)
      .sort()
      .join(''),
  )
}
