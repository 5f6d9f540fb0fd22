import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AzureTenant, havbris, serverUrl, startAzureTenant } from './azure-tenant.ts'

let tenant: AzureTenant
beforeAll(async () => {
  tenant = await startAzureTenant()
})
afterAll(() => tenant?.stop())
beforeEach(() => tenant.reset())

async function applications(): Promise<string[]> {
  const { value } = await tenant.graph('GET', '/applications')
  return (value as { displayName: string }[]).map(({ displayName }) => displayName)
}

/** Requests that changed the directory, or tried to. */
async function writes(): Promise<string[]> {
  const seen = await tenant.emulator.requests()
  return seen
    .filter(({ method, host }) => host === 'graph.microsoft.com' && !['GET', 'CONNECT'].includes(method))
    .map(({ method, path }) => `${method} ${path}`)
}

describe('waymark azure setup --print', () => {
  const print = (form: string, ...more: string[]) =>
    tenant.waymark([
      ...['azure', 'setup', '--print', form, '--url', serverUrl, '--tenant', havbris.tenantId],
      ...more,
    ])

  it('prints a script that a shell can read and that, with az, does the same', async () => {
    const { stdout, code } = await print('az', '--access-token-file', tenant.tokenFile)
    expect(code).toBe(0)
    expect(await applications()).toEqual([])
    // `az` as far as the script uses it: `az rest` with the administrator's token.
    const directory = join(tenant.directory, 'bin')
    const script = join(tenant.directory, 'setup.sh')
    writeFileSync(script, stdout.replace(/^sleep 15.*$/gm, ''))
    writeAz(directory, tenant)
    execFileSync('sh', [script], {
      cwd: tenant.directory,
      env: { PATH: `${directory}:${process.env.PATH}` },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    expect((await tenant.setup()).changes).toBe(0)
    expect(
      readFileSync(join(tenant.directory, 'waymark-client-secret'), 'utf8').trim().length,
    ).toBeGreaterThan(20)
    rmSync(directory, { recursive: true })
  })

  it('prints clicks with an address for each page, and Terraform, without a token', async () => {
    const clicks = await print('clicks')
    expect(clicks.stdout).toContain('Single-page application: https://catalog.havbris.example/callback')
    expect(clicks.stdout).toContain('https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/')
    const terraform = await print('terraform')
    expect(terraform.stdout).toContain('resource "azuread_app_role_assignment" "ingestion"')
    expect(terraform.stdout.match(/\{/g)?.length).toBe(terraform.stdout.match(/\}/g)?.length)
    expect(await writes()).toEqual([])
  })

  it('imports into Terraform what exists', async () => {
    await tenant.setup()
    const { stdout } = await print('terraform', '--access-token-file', tenant.tokenFile)
    expect(stdout).toMatch(
      /import \{\n {2}to = azuread_application\.ui\n {2}id = "\/applications\/[0-9a-f-]{36}"/,
    )
  })
})

/** A stand-in for `az rest`, which the emulator's machine lacks: the same flags, over curl. */
function writeAz(directory: string, { emulator, tokenFile }: AzureTenant): void {
  const file = join(directory, 'az')
  execFileSync('mkdir', ['-p', directory])
  writeFileSync(
    file,
    `#!${process.execPath}
const { readFileSync } = require('node:fs')
const args = process.argv.slice(2)
const of = (name) => args[args.indexOf(name) + 1]
const url = of('--url').replace('https://graph.microsoft.com', '${emulator.plainUrl}')
const headers = { authorization: 'Bearer ' + readFileSync('${tokenFile}', 'utf8'), 'content-type': 'application/json' }
fetch(url, { method: of('--method'), headers, body: of('--body') }).then(async (response) => {
  const text = await response.text()
  if (!response.ok) { console.error(url, text); process.exit(1) }
  if (!args.includes('--query')) return
  const answer = JSON.parse(text)
  const query = of('--query')
  const names = query.replace(/[[\\]]/g, '').split(',')
  console.log(names.map((name) => answer[name]).join('\\n'))
})
`,
    { mode: 0o755 },
  )
}
