import { describe, expect, it } from 'vitest'
import { applicationFrom } from '../graph/resources.ts'
import { judgePlatform, judgeRedirect } from './redirect-checks.ts'
import { readSettings } from './settings.ts'

const onThisMachine = readSettings({ OPENMETADATA_SERVER_URL: 'http://localhost:8585' }, () => '')
const uris = (port: number) =>
  ['/callback', '/auth/callback'].map((path) => `http://localhost:${port}${path}`)

describe('the redirect URI of a catalog on this machine', () => {
  it('is right on whatever port it is registered, since Entra does not look at it', () => {
    const application = applicationFrom({ spa: { redirectUris: uris(3000) } })
    expect(judgePlatform(application, onThisMachine).status).toBe('pass')
    expect(judgeRedirect(application, onThisMachine).status).toBe('pass')
  })

  it('is on the wrong platform where another port is registered there', () => {
    const application = applicationFrom({ web: { redirectUris: uris(3000) } })
    expect(judgePlatform(application, onThisMachine)).toMatchObject({
      status: 'fail',
      cause: expect.stringContaining('AADSTS9002326'),
    })
  })

  it('may be taken for that of another port and platform', () => {
    const application = applicationFrom({
      spa: { redirectUris: uris(8585) },
      web: { redirectUris: uris(3000) },
    })
    expect(judgePlatform(application, onThisMachine)).toMatchObject({
      status: 'warn',
      cause: expect.stringContaining('http://localhost:3000/callback'),
    })
  })

  it('is another one on any other host as soon as the port differs', () => {
    const settings = readSettings({ OPENMETADATA_SERVER_URL: 'https://catalog.example:8443' }, () => '')
    const application = applicationFrom({ spa: { redirectUris: ['https://catalog.example/callback'] } })
    expect(judgeRedirect(application, settings).status).toBe('fail')
  })
})
