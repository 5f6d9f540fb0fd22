/** What the checks beside it share: the files of the checkout they run in, and how they report. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface SourceFile {
  /** Relative to the checkout, with forward slashes. */
  readonly path: string
  readonly text: string
}

const notOurs = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage', 'test-results'])
const textLimitBytes = 2_000_000

/** Every text file of the checkout in the current directory that is, or could be, committed. */
export function textFiles(...extensions: string[]): SourceFile[] {
  return paths()
    .filter((path) => extensions.length === 0 || extensions.includes(extname(path)))
    .filter(
      (path) =>
        (statSync(path, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY) < textLimitBytes,
    )
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'))
}

/** Code that people write: no generated files and no recorded fixtures. */
export function codeFiles(...extensions: string[]): SourceFile[] {
  return textFiles(...extensions).filter(({ path }) => !/(^|\/)(generated|fixtures)\//.test(path))
}

/** Ends the check: prints the problems, one a line, and makes them the exit code. */
export function report(problems: readonly string[]): void {
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}

function paths(): string[] {
  try {
    const options = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
    const listed = execFileSync('git', options, {
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 64 * 1024 * 1024,
    })
    return listed.split('\0').filter((path) => path !== '')
  } catch {
    return filesBelow('') // No git, or an unpacked archive: take everything that is not built.
  }
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir || '.', { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return []
    const path = dir === '' ? entry.name : `${dir}/${entry.name}`
    return entry.isDirectory() ? filesBelow(join(path)) : entry.isFile() ? [path] : []
  })
}
