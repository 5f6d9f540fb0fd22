/** Obtains one token with MSAL for Node and prints what came back; run as a process with the environment to prove. */
import { text } from 'node:stream/consumers'
import { AuthError, ConfidentialClientApplication } from '@azure/msal-node'

interface Asked {
  authority: string
  clientId: string
  clientSecret: string
  scopes: string[]
}

// Our own tests write this to standard input.
const { scopes, ...auth } = JSON.parse(await text(process.stdin)) as Asked
const client = new ConfidentialClientApplication({ auth })
try {
  const result = await client.acquireTokenByClientCredential({ scopes })
  console.log(
    JSON.stringify({
      accessToken: result?.accessToken,
      expiresOn: result?.expiresOn,
      fromCache: result?.fromCache,
    }),
  )
} catch (error) {
  if (!(error instanceof AuthError)) throw error
  console.log(JSON.stringify({ errorCode: error.errorCode, errorMessage: error.errorMessage }))
}
