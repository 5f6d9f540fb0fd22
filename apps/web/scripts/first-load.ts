/** What a browser must load before the first page shows, measured from the build's manifest. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

export interface FileSize {
  readonly file: string
  readonly gzipBytes: number
}

export interface FirstLoad {
  readonly scripts: readonly FileSize[]
  readonly styles: readonly FileSize[]
  readonly scriptBytes: number
  readonly styleBytes: number
}

/** JavaScript of the first load, gzipped, that the project allows itself. */
export const scriptBudgetBytes = 250_000

const pagesOfFirstLoad = [
  'index.html',
  // Where people land: the home page, or the sign-in page before it.
  'src/features/home/home-page.tsx',
  'src/features/sign-in/sign-in-page.tsx',
]

function sizeOf(dist: string, file: string): FileSize {
  return { file, gzipBytes: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length }
}

/** @param dist - directory of the build, with its `manifest.json` */
export function measureFirstLoad(dist: string): FirstLoad {
  // Vite's own format: chunks by source path.
  const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Record<string, Chunk>
  const seen = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`The build's manifest has no '${name}'. Build again: npx vite build apps/web`)
    if (seen.has(name)) return
    seen.add(name)
    for (const imported of chunk.imports ?? []) visit(imported)
  }
  for (const page of pagesOfFirstLoad) visit(page)
  const chunks = [...seen].flatMap((name) => manifest[name] ?? [])
  const files = (list: readonly string[]): FileSize[] =>
    [...new Set(list)].map((file) => sizeOf(dist, file)).sort((a, b) => b.gzipBytes - a.gzipBytes)
  const scripts = files(chunks.map(({ file }) => file))
  const styles = files(chunks.flatMap(({ css }) => css ?? []))
  const sum = (sizes: readonly FileSize[]): number =>
    sizes.reduce((total, { gzipBytes }) => total + gzipBytes, 0)
  return { scripts, styles, scriptBytes: sum(scripts), styleBytes: sum(styles) }
}
