/** A token that is not given says whether the same may work later. */
import { expect, it } from 'vitest'
import { azureToken } from './azure-token.ts'
import { serving } from './testing-http.ts'

const credentials = { tenantId: 'contoso.example', clientId: 'an-application', clientSecret: 'secret' }
const asked = (authority: string) => azureToken({ ...credentials, authority }, 'https://storage.azure.com')

it('may be asked for again after a connection that broke off, without a word of the secret', async () => {
  await serving(
    (request) => request.socket.destroy(),
    async (authority) => {
      await expect(asked(authority)).rejects.toMatchObject({
        consequence: 'retriable',
        message: expect.not.stringContaining('secret'),
      })
    },
  )
})

it('need not be asked for again where nothing listens', async () => {
  let closed = ''
  await serving(
    () => {},
    async (authority) => {
      closed = authority
    },
  )
  await expect(asked(closed)).rejects.toMatchObject({ consequence: 'fatal' })
})
