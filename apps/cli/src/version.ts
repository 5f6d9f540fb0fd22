/** This release's number, from the package itself. */
import { readFileSync } from 'node:fs'

export function releaseVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version // our own file
}
