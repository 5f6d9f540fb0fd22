import { describe, expect, it } from 'vitest'
import { type AzureFields, checkFields, fieldsOf, toSignIn } from './azure-fields.ts'

const id = '2b8e6f40-91d7-4c3a-b5e2-6a0d7c4f1e52'
const right: AzureFields = {
  email: `${id}@fjordlight.example`,
  proof: 'secret',
  clientSecret: 'a value that is not a GUID',
  clientId: id,
  authority: 'https://login.microsoftonline.com/fjordlight.example/',
  scopes: `api://${id}/.default`,
}

describe('the five fields of Azure SSO', () => {
  it('are taken as the guide has them', () => {
    expect(checkFields(right, false)).toEqual({})
    expect(toSignIn(right, '***')).toEqual({
      email: right.email,
      config: {
        clientSecret: right.clientSecret,
        clientId: id,
        authority: 'https://login.microsoftonline.com/fjordlight.example',
        scopes: [right.scopes],
      },
    })
  })

  it.each([
    ['an e-mail address of a person', { email: 'ada@fjordlight.example' }, 'email'],
    ['the Secret ID for the secret', { clientSecret: id }, 'clientSecret'],
    ['no secret at all', { clientSecret: '' }, 'clientSecret'],
    [
      'a certificate without its key',
      { proof: 'certificate', clientSecret: '-----BEGIN CERTIFICATE-----' },
      'clientSecret',
    ],
    ['a name for the client id', { clientId: 'Waymark ingestion' }, 'clientId'],
    ['an authority without a tenant', { authority: 'https://login.microsoftonline.com/' }, 'authority'],
    ['a scope of people', { scopes: `api://${id}/access_as_user` }, 'scopes'],
    ['two scopes', { scopes: 'a/.default, b/.default' }, 'scopes'],
  ] as const)('are refused with the field that is wrong: %s', (_what, change, field) => {
    expect(Object.keys(checkFields({ ...right, ...change }, false))).toEqual([field])
  })

  it('keep the stored secret where none is typed, and send none where the server signs in by itself', () => {
    const stored = fieldsOf(right.email, { ...toSignIn(right, '').config, clientSecret: '***' })
    expect(checkFields(stored, true)).toEqual({})
    expect(toSignIn(stored, '***').config.clientSecret).toBe('***')
    expect(toSignIn({ ...stored, proof: 'none' }, '***').config).not.toHaveProperty('clientSecret')
  })
})
