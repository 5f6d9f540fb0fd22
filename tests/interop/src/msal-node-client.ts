/** Makes one call of MSAL for Node and prints what came back; run as a process with the environment to prove. */
import { text } from 'node:stream/consumers'
import {
  AuthError,
  type AuthenticationResult,
  ConfidentialClientApplication,
  PublicClientApplication,
} from '@azure/msal-node'

interface Asked {
  authority: string
  knownAuthorities?: string[]
  clientId: string
  clientSecret?: string
  clientCertificate?: { thumbprintSha256: string; privateKey: string }
  scopes: string[]
  /** Of client credentials: whose regional host to ask. */
  region?: string
  /** Default: client credentials. */
  call?: 'deviceCode' | 'code' | 'onBehalfOf'
  /** `deviceCode`: where the person types the code, and who that is. */
  devicePage?: string
  account?: string
  /** `code`: the landing address. */
  redirectUri?: string
  /** `onBehalfOf`: the person's token. */
  assertion?: string
}

// Our own tests write this to standard input.
const asked = JSON.parse(await text(process.stdin)) as Asked
const { scopes, account = '', redirectUri = '' } = asked
const auth = {
  authority: asked.authority,
  clientId: asked.clientId,
  ...(asked.knownAuthorities && { knownAuthorities: asked.knownAuthorities }),
  ...(asked.clientSecret !== undefined && { clientSecret: asked.clientSecret }),
  ...(asked.clientCertificate && { clientCertificate: asked.clientCertificate }),
}

async function signInByDeviceCode(): Promise<AuthenticationResult | null> {
  return await new PublicClientApplication({ auth }).acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: ({ userCode }) => {
      void fetch(asked.devicePage ?? '', {
        method: 'POST',
        body: new URLSearchParams({ user_code: userCode, _account: account }),
      })
    },
  })
}

async function signInByCode(): Promise<AuthenticationResult | null> {
  const client = new PublicClientApplication({ auth })
  const address = new URL(await client.getAuthCodeUrl({ scopes, redirectUri }))
  const body = new URLSearchParams(address.searchParams)
  body.set('_account', account)
  body.set('_consent', 'accept')
  const answer = await fetch(address.origin + address.pathname, { method: 'POST', body, redirect: 'manual' })
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  return await client.acquireTokenByCode({ code, scopes, redirectUri })
}

async function acquire(): Promise<AuthenticationResult | null> {
  if (asked.call === 'deviceCode') return await signInByDeviceCode()
  if (asked.call === 'code') return await signInByCode()
  const client = new ConfidentialClientApplication({ auth })
  return asked.call === 'onBehalfOf'
    ? await client.acquireTokenOnBehalfOf({ oboAssertion: asked.assertion ?? '', scopes })
    : await client.acquireTokenByClientCredential({
        scopes,
        ...(asked.region !== undefined && { azureRegion: asked.region }),
      })
}

try {
  const result = await acquire()
  console.log(
    JSON.stringify({
      accessToken: result?.accessToken,
      expiresOn: result?.expiresOn,
      fromCache: result?.fromCache,
      homeAccountId: result?.account?.homeAccountId,
    }),
  )
} catch (error) {
  if (!(error instanceof AuthError)) throw error
  console.log(JSON.stringify({ errorCode: error.errorCode, errorMessage: error.errorMessage }))
}
