import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from 'vitest'
import { packEntra } from '../../../tools/release/pack-entra.ts'

const directory = mkdtempSync(join(tmpdir(), 'interop-entra-package-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

it('installs the emulator from its npm package into an empty project, where it serves the sample company', async () => {
  const archive = packEntra(directory)
  writeFileSync(join(directory, 'package.json'), '{"private": true}')
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', archive]
  execFileSync('npm', install, { cwd: directory, stdio: 'inherit' })

  const program = join(directory, 'node_modules/.bin/waymark-entra')
  const child = spawn(process.execPath, [program, 'start', '--json', '--data-dir', join(directory, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const { httpPort, tenantId } = JSON.parse(line) as { httpPort: number; tenantId: string }
    const address = `http://127.0.0.1:${httpPort}/${tenantId}/v2.0/.well-known/openid-configuration`
    expect(await (await fetch(address)).json()).toMatchObject({
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    })
  } finally {
    child.kill('SIGTERM')
  }
  expect(await ended).toEqual([0, null])
})
