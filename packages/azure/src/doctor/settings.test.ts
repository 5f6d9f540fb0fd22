import { describe, expect, it } from 'vitest'
import { parseEnvironmentFile, readSettings } from './settings.ts'

const nothing = (path: string): string => {
  throw new Error(path)
}

describe('settings', () => {
  it('are read from a file as Docker and systemd have it', () => {
    const file = '# comment\nA=1\nexport B="two words"\n  C=\'x=y\'\r\nnot a line\nD=\n'
    expect(parseEnvironmentFile(file)).toEqual({ A: '1', B: 'two words', C: 'x=y', D: '' })
  })

  it('take lists with or without brackets and quotes', () => {
    for (const value of ['[a,b]', '["a", "b"]', 'a,b', "['a','b']"])
      expect(readSettings({ WAYMARK_EXTRA_AUDIENCES: value }, nothing).extraAudiences).toEqual(['a', 'b'])
  })

  it("take ingestion's secret from a file, and the names that Azure's programs use", () => {
    const environment = {
      AZURE_CLIENT_ID: 'c',
      AZURE_TENANT_ID: 't',
      AZURE_CLIENT_SECRET_FILE: '/run/secrets/x',
      AZURE_FEDERATED_TOKEN_FILE: '/var/run/token', // a secret wins, as in a workflow file
    }
    expect(readSettings(environment, (path) => `from ${path}\n`).ingestion).toEqual({
      clientId: 'c',
      authority: 'https://login.microsoftonline.com/t',
      scopes: [],
      proof: { kind: 'secret', clientSecret: 'from /run/secrets/x' },
    })
  })

  it('understand the names that OpenMetadata has for a confidential client', () => {
    const environment = {
      AUTHENTICATION_CLIENT_TYPE: 'confidential',
      OIDC_CLIENT_ID: 'c',
      OIDC_CLIENT_SECRET: 's',
      OIDC_TENANT: 't',
      OIDC_CALLBACK: 'https://c.example/callback',
    }
    expect(readSettings(environment, nothing)).toMatchObject({
      authority: 'https://login.microsoftonline.com/t',
      clientId: 'c',
      callbackUrl: 'https://c.example/callback',
      proof: { kind: 'secret', clientSecret: 's' },
      hasIdleSecret: false,
    })
    expect(readSettings({ OIDC_CLIENT_SECRET: 's' }, nothing)).toMatchObject({
      proof: undefined,
      hasIdleSecret: true,
    })
  })

  it('have a callback URL of their own accord', () => {
    const settings = readSettings({ OPENMETADATA_SERVER_URL: 'https://c.example/' }, nothing)
    expect(settings.callbackUrl).toBe('https://c.example/callback')
    expect(settings.ingestion).toBeUndefined()
  })
})
