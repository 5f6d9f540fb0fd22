/** What the launcher's parts agree on: where the checkout is, and the error whose message is all a person needs. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout's top directory, whatever the current directory is. */
export const rootDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export class LaunchError extends Error {}
