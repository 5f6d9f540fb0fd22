/** How to sign in to Azure: a service application, or what the machine has. */
import { secret } from '../../secret.ts'
import { shape, text } from '../members.ts'

export const azureCredentials = shape({
  optional: {
    clientId: text,
    clientSecret: secret(),
    tenantId: text,
    accountName: text,
    vaultName: text,
    scopes: text,
  },
})
