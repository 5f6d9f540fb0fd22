/** Loads a driver that is an optional dependency, and says what to install where it is missing. */
import { SourceError } from '@waymark/ingest'

/** @param load - the `import()`, written where it is needed so that bundlers and types see it. @throws SourceError */
export async function optionalDriver<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const reason = code === 'ERR_MODULE_NOT_FOUND' ? 'is not installed' : 'cannot be loaded on this machine'
    throw new SourceError('fatal', `The driver ${name} ${reason}.`, {
      hint: `Run 'npm install ${name}' where Waymark is installed; it is optional and was left out, or has no build for this system.`,
      cause: error,
    })
  }
}
