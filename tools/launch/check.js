/** Runs every static check, two at a time and all of them even if one fails, and shows the output of those that did. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from './launch-error.js'
import { capture, environmentWith } from './process.js'
import { color } from './progress.js'

const program = (path) => join(rootDir, 'node_modules', path)
const tsc = (name, config) => [
  program('typescript/bin/tsc'),
  ...[
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    join(rootDir, `.cache/${name}.tsbuildinfo`),
    '-p',
    config,
  ],
]

/** @returns {[string, string[]][]} titles and what the pinned Node.js is given */
function allChecks() {
  const own = readdirSync(join(rootDir, 'tools/checks')).filter((name) => name.endsWith('.check.ts'))
  return [
    ['types', tsc('types', 'tsconfig.json')],
    ['types of the web interface', tsc('types-web', 'apps/web/tsconfig.json')],
    ['format and lint', [program('@biomejs/biome/bin/biome'), 'check', '.']],
    [
      'boundaries',
      [
        program('dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        ...roots,
      ],
    ],
    ['dead code', [program('knip/bin/knip.js')]],
    ...own.map((name) => [name.replace('.check.ts', ''), [join(rootDir, 'tools/checks', name)]]),
  ]
}

const roots = ['packages', 'apps', 'tests', 'bench', 'tools']

/**
 * `npm run check`, or with arguments only the checks whose titles contain one of them.
 *
 * @param {string} node
 * @param {string[]} args
 */
export async function runChecks(node, args) {
  mkdirSync(join(rootDir, '.cache/test-results'), { recursive: true })
  const waiting = allChecks().filter(
    ([title]) => args.length === 0 || args.some((arg) => title.includes(arg)),
  )
  const results = []
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const [title, argv] = check
      const startMs = Date.now()
      const { exitCode, output } = await capture(node, argv, { env: environmentWith(node) })
      results.push({ title, exitCode })
      const mark = exitCode === 0 ? color(32, '✔') : color(31, '✘')
      console.log(`${mark} ${title} (${((Date.now() - startMs) / 1000).toFixed(1)} s)`)
      if (exitCode !== 0) console.log(`\n${output.trimEnd()}\n`)
    }
  }
  await Promise.all([work(), work()])
  const failed = results.filter(({ exitCode }) => exitCode !== 0).map(({ title }) => title)
  const passed = results.length - failed.length
  writeFileSync(
    join(rootDir, '.cache/test-results/check.json'),
    JSON.stringify({ passed, failed: failed.length }),
  )
  const which = failed.length > 0 ? `: ${failed.join(', ')}` : ''
  console.log(`\nChecks: ${passed} passed, ${failed.length} failed${which}`)
  return failed.length === 0 && passed > 0 ? 0 : 1
}
