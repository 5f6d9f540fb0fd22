/** A connector of one's own, from the command that begins it to the workflow file that runs it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const checkout = fileURLToPath(new URL('../../../../', import.meta.url))
const bin = (program: string) => join(checkout, 'apps/cli/bin', `${program}.js`)
let directory: string

function run(program: string, args: readonly string[], cwd = directory) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
  })
  return { status, said: `${stdout}${stderr}`, stdout }
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'waymark-connector-'))
  expect(run(bin('waymark'), ['connector', 'new', 'card-index'])).toMatchObject({ status: 0 })
})
afterAll(() => rmSync(directory, { recursive: true }))

/** Every step starts a program, which a busy machine takes its time for. */
const programsMs = 90_000

describe('waymark connector', { timeout: programsMs }, () => {
  it('lists what a workflow file may name', () => {
    const { status, stdout } = run(bin('waymark'), ['connector', 'list', '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toContainEqual({
      type: 'mysql',
      serviceType: 'Mysql',
      serviceEntity: 'databaseService',
      service: 'own',
      verified: 'real-server',
    })
  })

  it('begins a folder, and overwrites none', () => {
    expect(readdirSync(join(directory, 'card-index')).sort()).toEqual([
      'README.md',
      'config.ts',
      'connector.test.ts',
      'connector.ts',
      'example.json',
      'workflow.yaml',
    ])
    const again = run(bin('waymark'), ['connector', 'new', 'card-index'])
    expect(again).toMatchObject({ status: 2, said: expect.stringContaining('is there already') })
    expect(run(bin('waymark'), ['connector', 'new', '../up'])).toMatchObject({ status: 2 })
  })

  it('begins with a test that passes', () => {
    // Where the packages are found, as in a checkout.
    const inside = join(checkout, '.cache', `connector-${process.pid}`)
    mkdirSync(inside, { recursive: true })
    try {
      cpSync(join(directory, 'card-index'), inside, { recursive: true })
      const vitest = join(checkout, 'node_modules/vitest/vitest.mjs')
      const { status, said } = run(vitest, ['run', '--root', inside], inside)
      expect(said).toContain('passed')
      expect(status, said).toBe(0)
    } finally {
      rmSync(inside, { recursive: true })
    }
  })

  it('is taken from the module that a workflow file names, wherever the file lies', () => {
    const file = join(directory, 'card-index/workflow.yaml')
    const token = { ...process.env, WAYMARK_TOKEN: 'a.b.c' }
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [bin('waymark'), 'config', 'check', file],
      {
        env: token,
        encoding: 'utf8',
      },
    )
    expect(status, `${stdout}${stderr}`).toBe(0)
  })

  it.each([
    ['a module that is not there', undefined, /cannot be loaded/],
    ['a module that exports nothing', 'export const x = 1', /has no default export/],
    [
      'a module that exports something else',
      "export default { type: 'x' }",
      /it lacks serviceType, serviceEntity/,
    ],
    ['a module that does not parse', 'export default {', /cannot be loaded/],
  ])('says what is wrong with %s', (_what, text, message) => {
    const workflow = join(directory, 'workflow.json')
    const module = `./bad-${Math.abs(_what.length)}.ts`
    if (text !== undefined) writeFileSync(join(directory, module), text)
    const server = { hostPort: 'http://localhost:1/api', authProvider: 'no-auth' }
    const source = { type: 'x', module, serviceName: 'x', serviceConnection: { config: {} } }
    writeFileSync(workflow, JSON.stringify({ source, workflowConfig: { openMetadataServerConfig: server } }))
    const { status, said } = run(bin('metadata'), ['ingest', '-c', workflow])
    expect(said).toMatch(message)
    expect(status).toBe(78)
  })
})
