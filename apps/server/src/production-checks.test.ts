import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readServerConfig } from './config/server-config.ts'
import { productionChecks } from './production-checks.ts'

const home = mkdtempSync(join(tmpdir(), 'waymark-production-'))
const nobody = { localAccounts: { list: async () => [] } }

/** What is said about administrators to somebody who set these up. */
async function administratorsWith(settings: Readonly<Record<string, string>>) {
  const environment = {
    AUTHENTICATION_PROVIDER: 'azure',
    AUTHENTICATION_AUTHORITY: 'https://login.microsoftonline.com/5f1d4a6e-7c1b-4c55-9d3a-0f6e2b8c9a10',
    AUTHENTICATION_CLIENT_ID: '7d2c9b1e-3f4a-4e0d-8a66-5b1c0e9f2d31',
    ...settings,
  }
  const config = readServerConfig(environment, { role: 'all', json: false, dataDir: home })
  const { identity } = config.signIn({}, 'http://localhost:8585', 8585)
  const checks = await productionChecks(identity, nobody)
  return checks.find(({ id }) => id === 'administrators')
}

describe('administrators by the settings', () => {
  it('are in order as addresses of one domain, or as names of one that is set', async () => {
    for (const settings of [
      { AUTHORIZER_ADMIN_PRINCIPALS: '[ada@contoso.com]' },
      { AUTHORIZER_ADMIN_PRINCIPALS: '[ada]', AUTHORIZER_PRINCIPAL_DOMAIN: 'contoso.com' },
    ])
      expect(await administratorsWith(settings)).toMatchObject({ status: 'pass' })
  })

  it('who would never become one are named, with the setting that lacks', async () => {
    expect(await administratorsWith({ AUTHORIZER_ADMIN_PRINCIPALS: '[ada]' })).toMatchObject({
      status: 'warn',
      cause: expect.stringContaining('ada@open-metadata.org'),
      fix: expect.stringContaining('AUTHORIZER_PRINCIPAL_DOMAIN'),
    })
    const foreign = {
      AUTHORIZER_ADMIN_EMAILS: '[ada@contoso.com,eve@fabrikam.com]',
      AUTHORIZER_PRINCIPAL_DOMAIN: 'contoso.com',
    }
    expect(await administratorsWith(foreign)).toMatchObject({
      status: 'warn',
      cause: expect.stringMatching(/^eve@fabrikam\.com: .*only addresses of contoso\.com/),
    })
  })
})
