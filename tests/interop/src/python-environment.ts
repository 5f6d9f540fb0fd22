/** Python environments with published packages, made once and kept under `.cache/`. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cache = fileURLToPath(new URL('../../../.cache/python', import.meta.url))

/**
 * The interpreter of an environment that holds exactly `requirements` (pinned, as for pip).
 * @param interpreters candidates in order of preference; each is probed by running it
 * @throws Error with pip's words when no environment can be made
 */
export function pythonWith(name: string, requirements: string[], interpreters = ['python3']): string {
  const directory = join(cache, name)
  const python = join(directory, 'bin', 'python')
  const complete = join(directory, `complete-${requirements.join('-').replace(/[^\w.-]/g, '_')}`)
  if (existsSync(complete)) return python
  const interpreter = interpreters.find((each) => spawnSync(each, ['-c', 'import venv']).status === 0)
  if (!interpreter) throw new Error(`none of ${interpreters.join(', ')} runs and has the module venv`)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  run(interpreter, ['-m', 'venv', directory])
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements])
  writeFileSync(complete, '')
  return python
}

function run(command: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`)
}
