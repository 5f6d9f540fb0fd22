import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AzureTenant, startAzureTenant } from './azure-tenant.ts'

let tenant: AzureTenant
afterAll(() => tenant?.stop())

describe('waymark azure setup in a tenant that restricts Application ID URIs and forbids client secrets', () => {
  beforeAll(async () => {
    tenant = await startAzureTenant({ identifierUriProtection: true, secretsBlocked: true })
  })

  it('has its URIs accepted, since tokens are version 2 by then', async () => {
    const { uiClientId, ingestionClientId, refused } = await tenant.setup('--self-audience', '--no-bind')
    expect(refused.map(({ step }) => step)).toEqual(['client-secret'])
    for (const id of [uiClientId, ingestionClientId])
      expect(await tenant.graph('GET', `/applications(appId='${id}')`)).toMatchObject({
        identifierUris: [`api://${id}`],
      })
  })

  it('does all but the secret, and says what to use in its place', async () => {
    await tenant.reset()
    const first = await tenant.setup('--no-bind')
    expect(first.refused).toMatchObject([
      { step: 'client-secret', reason: expect.stringContaining('--federated') },
    ])
    const trust = ['--federated', 'github:havbris/catalog:production']
    const second = await tenant.setup('--no-bind', ...trust)
    expect(second).toMatchObject({ refused: [], done: ['federated-credential'] })
    expect((await tenant.setup('--no-bind', ...trust)).changes).toBe(0)
  })
})
