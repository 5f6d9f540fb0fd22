/** How to sign in to Google Cloud: a service account, a workload identity or what the machine has. */
import { secret } from '../../secret.ts'
import { either, list, shape, text, textMap, url, whole, word } from '../members.ts'

export const gcpCredentialsValues = shape({
  optional: {
    type: word('service_account'),
    projectId: either(text, list(text)),
    privateKeyId: text,
    privateKey: secret(),
    clientEmail: text,
    clientId: text,
    authUri: url,
    tokenUri: url,
    authProviderX509CertUrl: url,
    clientX509CertUrl: url,
  },
})

export const gcpCredentialsPath = shape({
  optional: {
    type: word('gcp_credential_path'),
    path: text,
    projectId: either(text, list(text)),
  },
})

export const gcpExternalAccount = shape({
  optional: {
    type: word('external_account'),
    externalType: word('external_account'),
    audience: text,
    subjectTokenType: text,
    tokenURL: text,
    credentialSource: textMap,
  },
})

export const gcpDefaultCredentials = shape({
  optional: {
    type: word('gcp_adc'),
    projectId: either(text, list(text)),
  },
})

export const gcpImpersonation = shape({
  optional: {
    impersonateServiceAccount: text,
    lifetime: whole,
  },
})

export const gcpCredentials = shape({
  required: {
    gcpConfig: either(gcpCredentialsValues, gcpCredentialsPath, gcpExternalAccount, gcpDefaultCredentials),
  },
  optional: {
    gcpImpersonateServiceAccount: gcpImpersonation,
  },
})
