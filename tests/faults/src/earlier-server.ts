/** The server as it was before the newest migration, or at the newest release: its files from the history, what it depends on from here. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const git = (...words: readonly string[]): string | undefined => {
  try {
    return execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim() || undefined
  } catch {
    return undefined // no history, or one that does not reach back that far
  }
}

/**
 * Newest first; none in an unpacked archive or a checkout without history. While nothing is released these are the commits before each
 * of the newest migrations, and not every one of those was ever fit to start.
 */
export function earlierCommits(): readonly string[] {
  const release = git('describe', '--tags', '--abbrev=0', 'HEAD^')
  if (release) return [release]
  const migrating = git('log', '-5', '--format=%H', '--diff-filter=A', '--', '*/migrations/*.sql')
  return (migrating?.split('\n') ?? []).flatMap(
    (commit) => git('rev-parse', '--verify', '--quiet', `${commit}^`) ?? [],
  )
}

/** @returns the path of its `main.ts` */
export function unpackServer(commit: string, directory: string): string {
  mkdirSync(directory)
  const archive = execFileSync('git', ['archive', commit, 'package.json', 'apps', 'packages'], {
    cwd: root,
    maxBuffer: 1024 * 1024 * 1024,
  })
  execFileSync('tar', ['-x', '-C', directory], { input: archive })
  linkDependencies(directory)
  return join(directory, 'apps/server/src/main.ts')
}

/** As npm would: packages of the registry from this checkout, those of the workspace from the unpacked one. */
function linkDependencies(directory: string): void {
  const modules = join(root, 'node_modules')
  const own = join(directory, 'node_modules/@waymark')
  mkdirSync(own, { recursive: true })
  for (const name of readdirSync(modules)) {
    if (name !== '@waymark') symlinkSync(join(modules, name), join(directory, 'node_modules', name))
  }
  for (const name of readdirSync(join(directory, 'packages')))
    symlinkSync(join(directory, 'packages', name), join(own, name))
  for (const app of readdirSync(join(directory, 'apps'))) {
    const nested = join(root, 'apps', app, 'node_modules')
    if (existsSync(nested)) symlinkSync(nested, join(directory, 'apps', app, 'node_modules'))
  }
}
