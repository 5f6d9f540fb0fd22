import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'

const inCheckout = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const guide = readFileSync(inCheckout('docs/guides/azure-sso.md'), 'utf8')
const waymark = inCheckout('apps/cli/bin/waymark.js')

/** Commands of the guide, with the flags that it gives them. */
const commands = [...guide.matchAll(/^npx waymark (.+)$/gm)].map(([, line]) => String(line))

describe('docs/guides/azure-sso.md', () => {
  it.each(commands)('shows a command that exists, with flags that it has: %s', async (line) => {
    const words = line.split(' ')
    const isName = (word: string) => /^[a-z]+$/.test(word)
    const path = words.slice(0, words.findIndex((word) => !isName(word)) >>> 0)
    const { stdout, code } = await runProgram(process.execPath, [waymark, ...path, '--help'])
    expect(code).toBe(0)
    for (const flag of words.filter((word) => word.startsWith('--'))) expect(stdout).toContain(flag)
  })

  it('names flags of azure setup that it has, and leaves none out but the obvious ones', async () => {
    const { stdout } = await runProgram(process.execPath, [waymark, 'azure', 'setup', '--help'])
    const has = new Set(stdout.match(/--[a-z-]+/g))
    const named = new Set(guide.match(/--[a-z][a-z-]+/g))
    const others = ['--token', '--workflow', '--tenant', '--app', '--object']
    expect([...named].filter((flag) => !has.has(flag) && !others.includes(flag))).toEqual([])
    const obvious = ['--host', '--name', '--bot', '--no-bind', '--show-secret', '--help']
    expect([...has].filter((flag) => !named.has(flag) && !obvious.includes(flag))).toEqual([])
  })

  it('names checks that doctor has', () => {
    const known = readFileSync(inCheckout('docs/reference/doctor.md'), 'utf8')
    const named = [...guide.matchAll(/\| ((?:`[a-z][a-z-]+`(?:, )?)+) \|$/gm)].flatMap(
      ([, cell]) => String(cell).match(/[a-z-]{4,}/g) ?? [],
    )
    expect(named.length).toBeGreaterThan(15)
    for (const id of named) expect(known).toContain(`| \`${id}\` |`)
  })

  it('names settings that the server has', () => {
    const known = readFileSync(inCheckout('docs/reference/configuration.md'), 'utf8')
    const named = guide.match(/^(?:AUTH|WAYMARK_)[A-Z_]+(?==)/gm) ?? []
    expect(named.length).toBeGreaterThan(7)
    for (const name of named) expect(known).toContain(name)
  })
})
