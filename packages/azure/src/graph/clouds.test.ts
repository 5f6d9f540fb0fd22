/** Every sign-in host leads to its cloud's directory, and messages offer them all. */
import { expect, it } from 'vitest'
import { cloudOf, loginHosts } from './clouds.ts'

it.each([
  ['login.windows.net', 'https://graph.microsoft.com'],
  ['login.usgovcloudapi.net', 'https://graph.microsoft.us'],
  ['Login.Partner.MicrosoftOnline.cn', 'https://microsoftgraph.chinacloudapi.cn'],
  ['login.sovcloud-identity.fr', 'https://graph.svc.sovcloud.fr'],
  ['login.sovcloud-identity.de', 'https://graph.svc.sovcloud.de'],
  ['login.sovcloud-identity.sg', 'https://graph.svc.sovcloud.sg'],
])('people who sign in at %s are in the directory at %s', (host, graphUrl) => {
  expect(cloudOf(host)?.graphUrl).toBe(graphUrl)
})

it('a host that only looks like one is none', () => {
  expect(cloudOf('login.sovcloud-identity.fr.evil.example')).toBeUndefined()
  expect(loginHosts).toHaveLength(6)
  for (const host of loginHosts) expect(cloudOf(host)?.loginHost).toBe(host)
})
