/** A tenant with one application for each grant of MSAL, and a person for each reason to refuse a password. */
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, SignJWT } from 'jose'

const graphAppId = '00000003-0000-0000-c000-000000000000'

export const msalTenant = {
  tenantId: '8e0f3a52-5b7e-4f8c-b1d9-2c4a6e8f1b30',
  ada: '8e0f3a52-0000-4000-8000-000000000001',
  publicAppId: '8e0f3a52-0000-4000-8000-00000000a001',
  certificateAppId: '8e0f3a52-0000-4000-8000-00000000a002',
  federatedAppId: '8e0f3a52-0000-4000-8000-00000000a003',
  apiAppId: '8e0f3a52-0000-4000-8000-00000000a004',
  otherApiAppId: '8e0f3a52-0000-4000-8000-00000000a005',
  apiUri: 'api://8e0f3a52-0000-4000-8000-00000000a004',
  otherApiUri: 'api://8e0f3a52-0000-4000-8000-00000000a005',
  apiSecret: 'not-a-real-secret-msal-api',
  /** Takes personal accounts, and has one to take. */
  everybodyAppId: '8e0f3a52-0000-4000-8000-00000000a006',
  everybodyApiUri: 'api://8e0f3a52-0000-4000-8000-00000000a006',
  lena: '00000000-0000-0000-8000-00000000a007',
  personalTenantId: '9188040d-6c67-4c5b-b112-36a304b66dad',
  clusterIssuer: 'https://cluster.havbris.example',
  clusterSubject: 'system:serviceaccount:catalog:ingestion',
}

const t = msalTenant

export interface MsalTenant {
  /** For the emulator's `--state`. */
  readonly stateFile: string
  /** As MSAL for Python takes it. */
  readonly certificate: { readonly private_key: string; readonly public_certificate: string }
  /** Another key with the registered certificate: its signatures are wrong. */
  readonly forgedCertificate: { readonly private_key: string; readonly public_certificate: string }
  /** Writes a service account's token, and answers with its path. */
  serviceAccountToken(claims?: { readonly subject?: string; readonly issuer?: string }): Promise<string>
  remove(): void
}

/** Makes the keys and the state file in a directory of their own. */
export async function createMsalTenant(): Promise<MsalTenant> {
  const directory = mkdtempSync(join(tmpdir(), 'interop-msal-'))
  const [keyFile, certificateFile] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')]
  const subject = ['-subj', '/CN=ingestion', '-days', '2']
  const files = ['-keyout', keyFile, '-out', certificateFile]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files], {
    stdio: 'ignore',
  })
  const publicCertificate = readFileSync(certificateFile, 'utf8')
  const cluster = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const clusterKey = { ...(await exportJWK(cluster.publicKey)), kid: 'cluster', alg: 'RS256' }
  const stateFile = join(directory, 'tenant.json')
  writeFileSync(stateFile, JSON.stringify(stateWith(publicCertificate, clusterKey)))
  return {
    stateFile,
    certificate: {
      private_key: readFileSync(keyFile, 'utf8'),
      public_certificate: publicCertificate,
    },
    forgedCertificate: {
      private_key: stranger.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      public_certificate: publicCertificate,
    },
    async serviceAccountToken({ subject = t.clusterSubject, issuer = t.clusterIssuer } = {}) {
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'RS256', kid: 'cluster' })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience('api://AzureADTokenExchange')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(cluster.privateKey)
      const file = join(mkdtempSync(join(directory, 'token-')), 'token')
      writeFileSync(file, token, { mode: 0o600 })
      return file
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

const person = (name: string, more: object = {}) => ({
  userPrincipalName: `${name}@havbris.example`,
  displayName: name,
  password: 'right',
  ...more,
})

const consented = (clientAppId: string, resourceAppId: string, scope: string) => ({
  clientAppId,
  resourceAppId,
  scope,
})

const scopeOfApi = [{ value: 'read', adminConsentDisplayName: 'Read' }]

function stateWith(certificatePem: string, clusterKey: object): object {
  return {
    personalAccounts: [{ id: t.lena, mail: 'lena@outlook.example', displayName: 'Lena' }],
    tenants: [
      {
        id: t.tenantId,
        displayName: 'Havbris',
        domains: [{ name: 'havbris.example', isDefault: true }],
        users: [
          person('ada', { id: t.ada }),
          person('off', { accountEnabled: false }),
          person('locked', { signInState: 'locked' }),
          person('late', { signInState: 'passwordExpired' }),
          person('strong', { signInState: 'mfaRequired' }),
        ],
        applications: [
          {
            appId: t.publicAppId,
            displayName: 'Public',
            isFallbackPublicClient: true,
            publicClient: { redirectUris: ['http://localhost/callback'] },
          },
          {
            appId: t.certificateAppId,
            displayName: 'Certificate',
            keyCredentials: [{ certificatePem }],
          },
          {
            appId: t.federatedAppId,
            displayName: 'Federated',
            federatedIdentityCredentials: [
              {
                name: 'cluster',
                issuer: t.clusterIssuer,
                subject: t.clusterSubject,
                audiences: ['api://AzureADTokenExchange'],
                jwks: { keys: [clusterKey] },
              },
            ],
          },
          {
            appId: t.apiAppId,
            displayName: 'API',
            identifierUris: [t.apiUri],
            passwordCredentials: [{ secretText: t.apiSecret }],
            api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: scopeOfApi },
          },
          {
            appId: t.everybodyAppId,
            displayName: 'For everybody',
            signInAudience: 'AzureADandPersonalMicrosoftAccount',
            isFallbackPublicClient: true,
            publicClient: { redirectUris: ['http://localhost/callback'] },
            identifierUris: [t.everybodyApiUri],
            api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: scopeOfApi },
            requiredResourceAccess: [{ resourceAppId: t.everybodyAppId, scopes: ['read'] }],
          },
          {
            appId: t.otherApiAppId,
            displayName: 'Other API',
            identifierUris: [t.otherApiUri],
            api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: scopeOfApi },
          },
        ],
        servicePrincipals: [
          t.publicAppId,
          t.certificateAppId,
          t.federatedAppId,
          t.apiAppId,
          t.otherApiAppId,
        ].map((appId) => ({ appId })),
        oauth2PermissionGrants: [
          consented(t.publicAppId, graphAppId, 'openid profile offline_access User.Read'),
          consented(t.publicAppId, t.apiAppId, 'read'),
          consented(t.publicAppId, t.otherApiAppId, 'read'),
          consented(t.apiAppId, graphAppId, 'openid profile offline_access User.Read'),
        ],
      },
    ],
  }
}
