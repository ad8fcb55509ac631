import { UsageError } from '../../api/contract/errors.js'
import { append } from '../../model/values/append.js'
import type { ImageDocument } from '../../runtime/catalogue/document.js'
import type { Files, Flag } from '../command.js'

export const imagesFlag: Flag = {
  name: 'images',
  type: 'strings',
  description: 'Files of images that the cluster shall know beside the built-in ones; they are kept with it.',
}

/** The images that the files describe, in YAML or JSON. */
export async function readImages(paths: readonly string[], files: Files): Promise<readonly ImageDocument[]> {
  if (paths.length === 0) return []
  const { parseYaml } = await import('../../model/yaml/reader.js')
  const { readImageDocuments } = await import('../../runtime/catalogue/catalogue-file.js')
  const documents: ImageDocument[] = []
  for (const path of paths) {
    const text = await files.read(path).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(
        `the images in ${path} cannot be read: ${error.code === 'ENOENT' ? 'no such file' : error.message}`,
      )
    })
    append(documents, readImageDocuments(parsed(text, path, parseYaml), path))
  }
  return documents
}

/** The files that $KUBESIM_IMAGES names, separated by colons. */
export function imagePaths({ environment }: Files): readonly string[] {
  return (environment.KUBESIM_IMAGES ?? '').split(':').filter((path) => path !== '')
}

function parsed(text: string, path: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`)
  }
}
