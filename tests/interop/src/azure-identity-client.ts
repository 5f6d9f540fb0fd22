/** Obtains one token with @azure/identity and prints what came back; run as a process with the environment to prove. */
import { text } from 'node:stream/consumers'
import {
  AuthenticationRequiredError,
  ClientSecretCredential,
  WorkloadIdentityCredential,
} from '@azure/identity'

interface Asked {
  tenantId: string
  clientId: string
  scope: string
  clientSecret?: string
  tokenFilePath?: string
}

// Our own tests write this to standard input.
const { tenantId, clientId, scope, clientSecret, tokenFilePath } = JSON.parse(
  await text(process.stdin),
) as Asked
const credential = tokenFilePath
  ? new WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath })
  : new ClientSecretCredential(tenantId, clientId, clientSecret ?? '')
try {
  const answer = await credential.getToken(scope)
  console.log(JSON.stringify({ token: answer.token, expiresAtMs: answer.expiresOnTimestamp }))
} catch (error) {
  // What MSAL for Node refuses comes in this class of @azure/identity, whatever its cause.
  if (!(error instanceof AuthenticationRequiredError)) throw error
  console.log(JSON.stringify({ message: error.message }))
}
