/** The notices of the packages whose code the bundles carry, as their licences ask for. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { releases } from './kubernetes-models.config.mjs'

const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/
const notice = /^(?:licen[cs]e|copying|notice)\b/i

/**
 * @param modules what was bundled, as esbuild's metafile names it: `node_modules/yaml/dist/index.js`
 * @returns the text for `THIRD-PARTY-NOTICES`, a package after the other by name
 * @throws where a package has no licence's text: then it must not be bundled
 */
export function noticesOf(modules) {
  const generatedFrom = releases.map(({ name }) => `node_modules/${name}`)
  const bundled = modules.flatMap((path) => path.match(packageFolder) ?? [])
  const folders = [...new Set([...bundled, ...generatedFrom])].sort()
  return [kubernetes, ...folders.map(noticeOf)].join(`\n${'-'.repeat(80)}\n\n`)
}

const kubernetes = `kubesim carries code of the packages below. What it says of the fields of Kubernetes' objects is generated from the API
definitions of Kubernetes (https://github.com/kubernetes/kubernetes), Copyright The Kubernetes Authors, under the Apache
License, Version 2.0, whose text is in LICENSE.
`

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).filter((file) => notice.test(file))
  if (files.length === 0) throw new Error(`notices.config.mjs: ${folder} has no text of its licence (${license})`)
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return `${name} ${version} (${license})\n\n${texts.join('\n\n').replaceAll('\r\n', '\n')}\n`
}
