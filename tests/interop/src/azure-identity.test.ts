import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeJwt, exportJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'

const script = fileURLToPath(new URL('./azure-identity-client.ts', import.meta.url))
const issuer = 'https://kubernetes.fjordlight.example/cluster'
const subject = 'system:serviceaccount:waymark:ingestion'
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

let emulator: RunningEmulator
let directory: string
beforeAll(async () => {
  emulator = await startEmulator()
  directory = mkdtempSync(join(tmpdir(), 'azure-identity-'))
})
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true })
  await emulator?.stop()
})

async function ask(changes: object): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runProgram(process.execPath, [script], {
    environment: emulator.environment,
    input: JSON.stringify({
      tenantId: emulator.tenantId,
      clientId: fjordlight.ingestionAppId,
      scope: `${fjordlight.uiApiUri}/.default`,
      ...changes,
    }),
  })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

describe('ClientSecretCredential, at the real authority URL with only a proxy and a CA set', () => {
  it('obtains a token for the ingestion application', async () => {
    const answer = await ask({ clientSecret: fjordlight.ingestionSecret })
    expect(decodeJwt(String(answer.token))).toMatchObject({
      aud: fjordlight.uiAppId,
      oid: fjordlight.ingestionObjectId,
      roles: ['Ingestion.Bot'],
    })
    const lifetimeSeconds = (Number(answer.expiresAtMs) - Date.now()) / 1000
    expect(lifetimeSeconds).toBeGreaterThan(3500)
    expect(lifetimeSeconds).toBeLessThanOrEqual(3602)
  })

  it('is told about a wrong secret: AADSTS7000215', async () => {
    const answer = await ask({ clientSecret: 'wrong' })
    expect(answer.message).toContain('AADSTS7000215: ')
  })
})

describe('WorkloadIdentityCredential, with a service account token of a cluster', () => {
  const tokenFile = async (claims: { sub: string }) => {
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'cluster' })
      .setIssuer(issuer)
      .setAudience('api://AzureADTokenExchange')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey)
    const file = join(directory, `${claims.sub.replaceAll(':', '-')}.jwt`)
    writeFileSync(file, token)
    return file
  }

  it('needs no secret once Microsoft Graph was told of the cluster', async () => {
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'cluster', alg: 'RS256' }] }
    await emulator.control('issuer-keys', { issuer, jwks })
    const tokenFilePath = await tokenFile({ sub: subject })
    expect((await ask({ tokenFilePath })).message).toContain('AADSTS700211: ')
    await addFederatedCredential()
    expect(decodeJwt(String((await ask({ tokenFilePath })).token))).toMatchObject({
      oid: fjordlight.ingestionObjectId,
      azpacr: '2',
    })
    const elsewhere = await tokenFile({ sub: 'System:serviceaccount:waymark:ingestion' })
    expect((await ask({ tokenFilePath: elsewhere })).message).toContain('AADSTS7002138: ')
  })

  /** Trusts the cluster's service account, by the plain listener, which serves Microsoft Graph too. */
  async function addFederatedCredential(): Promise<void> {
    const asked = await fetch(`${emulator.plainUrl}/__emulator/graph-token`, {
      method: 'POST',
      body: JSON.stringify({ user: 'ada@fjordlight.example', scopes: ['Application.ReadWrite.All'] }),
    })
    const { access_token: token } = (await asked.json()) as { access_token: string }
    const answer = await fetch(
      `${emulator.plainUrl}/v1.0/applications(appId='${fjordlight.ingestionAppId}')/federatedIdentityCredentials`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'cluster', issuer, subject, audiences: ['api://AzureADTokenExchange'] }),
      },
    )
    expect(answer.status).toBe(201)
  }
})
