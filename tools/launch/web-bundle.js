/** Builds the web interface when its sources changed since the last build. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { LaunchError, rootDir } from './launch-error.js'
import { capture, environmentWith } from './process.js'
import { step } from './progress.js'

const webDir = join(rootDir, 'apps/web')
const stampPath = join(webDir, 'dist/.sources')

/** What ends up in the bundle, or decides how. */
const sources = ['apps/web', 'docs', 'packages/client/src', 'packages/spec/src', 'package-lock.json']

/** @param {string} node */
export async function buildWebBundle(node) {
  const stamp = hashSources()
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return
  await step('Building the web interface', async () => {
    const { exitCode, output } = await capture(
      node,
      [join(rootDir, 'node_modules/vite/bin/vite.js'), 'build'],
      {
        cwd: webDir,
        env: { ...environmentWith(node), NODE_ENV: 'production' },
      },
    )
    if (exitCode !== 0) throw new LaunchError(`${output}\nBuilding the web interface failed (see above).`)
    writeFileSync(stampPath, stamp)
  })
}

function hashSources() {
  const hash = createHash('sha256')
  for (const path of sources.flatMap((source) => filesUnder(join(rootDir, source)))) {
    hash
      .update(`${relative(rootDir, path)}\0`)
      .update(readFileSync(path))
      .update('\0')
  }
  return hash.digest('hex')
}

/** @returns {string[]} every file under `path`, or `path` itself, in a fixed order, without what is built or only tested */
function filesUnder(path) {
  if (!existsSync(path)) return []
  const entries = readdirSync(path.endsWith('.json') ? join(path, '..') : path, { withFileTypes: true })
  if (path.endsWith('.json')) return [path]
  return entries
    .filter(({ name }) => !['dist', 'node_modules'].includes(name) && !/\.test\.tsx?$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]))
}
