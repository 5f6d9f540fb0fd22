/** Imports a connector that stands beside a workflow file; it may import our packages from wherever it lies. */
import { registerHooks } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a connector may count on without a node_modules of its own. */
const ours = /^(@waymark\/(ingest|spec|sql-lineage)|@sinclair\/typebox)(\/|$)/

/**
 * @param workflowFile - the module's path is seen from the file's directory; a bare name is a package there
 * @returns the module. TypeScript runs as it is: types are stripped, so only erasable syntax will do
 */
export async function importModule(workflowFile: string, specifier: string): Promise<unknown> {
  const directory = dirname(resolve(workflowFile))
  const isPath = /^\.{0,2}\//.test(specifier)
  const hooks = registerHooks({
    resolve(name, context, next) {
      if (!ours.test(name)) return next(name, context)
      // One copy of each package: errors are told apart by their class.
      return next(name, { ...context, parentURL: import.meta.url })
    },
  })
  try {
    const url = isPath
      ? pathToFileURL(resolve(directory, specifier)).href
      : import.meta.resolve(specifier, pathToFileURL(`${directory}/`).href)
    return await import(url)
  } finally {
    hooks.deregister()
  }
}
