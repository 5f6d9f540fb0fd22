/** Which Waymark this is. */
import { readFileSync } from 'node:fs'
import type { ProductVersion } from '@waymark/api'

/** Builds write the commit and the time into these variables; a checkout has neither. */
export function productVersion(
  environment: Readonly<Record<string, string | undefined>>,
  now: number,
): ProductVersion {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const version = (manifest as { version: string }).version // our own package.json
  const builtAt = Number(environment.WAYMARK_BUILT_AT_MS)
  return {
    version,
    revision: environment.WAYMARK_REVISION || 'unknown',
    builtAtMs: Number.isSafeInteger(builtAt) && builtAt > 0 ? builtAt : now,
  }
}
