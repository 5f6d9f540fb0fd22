/** The server process. What it imports late is kept compiled; this file and its one import are stripped at every start. */
import { keepCompiled } from './compile-cache.ts'

keepCompiled(process.env)
const { main } = await import('./program.ts')
await main(process.argv.slice(2))
