/** What `waymark doctor` says before it checks anything, run by the file that is on the PATH. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const waymark = fileURLToPath(new URL('../../bin/waymark.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'doctor-settings-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('waymark doctor', () => {
  // Node.js has an option of the same name, and looks for it behind the program, too.
  it.each([
    ['that is not there', 'missing.env', undefined, 'cannot be read'],
    ['that is no YAML', 'broken.yaml', 'config: [', 'no YAML'],
  ])('names a file of settings %s', (_what, name, content, reason) => {
    const file = join(directory, name)
    if (content !== undefined) writeFileSync(file, content)
    const { status, stderr } = spawnSync(waymark, ['doctor', '--env-file', file], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([78, expect.stringContaining(`${file} `)])
    expect(stderr).toContain(reason)
  })
})
