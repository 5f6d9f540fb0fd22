/** Every way in which `metadata` signs in to a server with Azure SSO, against the emulator, a local IMDS and an `az` on the path. */
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { azureEnvironment, ingestionApplication } from './azure-environment.ts'
import { createSourceDatabase, type SourceDatabase } from './source-database.ts'

const program = fileURLToPath(new URL('../../../apps/cli/bin/metadata.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'waymark-runner-sign-in-'))
const scopes = [`${fjordlight.ingestionApiUri}/.default`]

let emulator: RunningEmulator
let catalog: RunningCatalog
let source: SourceDatabase
const servers: Server[] = []

beforeAll(async () => {
  ;[emulator, source] = await Promise.all([startEmulator(), createSourceDatabase()])
  catalog = await startCatalog({ environment: azureEnvironment(emulator) })
  await catalog.admin('bot-bind', ingestionApplication)
})

afterAll(async () => {
  for (const server of servers) server.close()
  await catalog?.stop()
  await emulator?.stop()
  await source?.drop()
  rmSync(directory, { recursive: true, force: true })
})

/** Runs an ingestion that changes nothing. */
async function signIn(
  authProvider: string,
  securityConfig: object,
  environment: Record<string, string> = {},
) {
  const { username, password, hostPort, name: database } = source
  const workflow = {
    source: {
      type: 'postgres',
      serviceName: 'signed-in',
      serviceConnection: { config: { username, authType: { password }, hostPort, database } },
    },
    workflowConfig: {
      openMetadataServerConfig: { hostPort: `${catalog.url}/api`, authProvider, securityConfig },
    },
  }
  const file = join(directory, 'workflow.json')
  writeFileSync(file, JSON.stringify(workflow))
  return await runProgram(process.execPath, [program, 'ingest', '--dry-run', '-c', file], {
    environment: { ...emulator.environment, WAYMARK_HOME: directory, CI: '1', ...environment },
    timeoutMs: 120_000,
  })
}

async function expectSignedIn(result: Awaited<ReturnType<typeof signIn>>, as: string): Promise<void> {
  expect(result.code, `${result.stdout}${result.stderr}`).toBe(0)
  expect(result.stderr).toContain(`signed in as bot Ingestion bot with ${as}`)
}

/** A token of the ingestion application, as Azure hands one to what runs inside it. */
async function tokenOfApplication(): Promise<{ access_token: string; expires_in: number }> {
  const answer = await runProgram(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const answer = await fetch(process.argv[1], { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials',
         client_id: process.argv[2], client_secret: process.argv[3], scope: process.argv[4] }) })
       console.log(await answer.text())`,
      `${emulator.authority}/oauth2/v2.0/token`,
      fjordlight.ingestionAppId,
      fjordlight.ingestionSecret,
      scopes[0] ?? '',
    ],
    { environment: { ...emulator.environment, NODE_USE_ENV_PROXY: '1' } },
  )
  return JSON.parse(answer.stdout)
}

/** Changes the ingestion application by Microsoft Graph. */
async function graph(method: string, below: string, body: object): Promise<void> {
  const asked = await fetch(`${emulator.plainUrl}/__emulator/graph-token`, {
    method: 'POST',
    body: JSON.stringify({ user: 'ada@fjordlight.example', scopes: ['Application.ReadWrite.All'] }),
  })
  const { access_token: token } = (await asked.json()) as { access_token: string }
  const answer = await fetch(
    `${emulator.plainUrl}/v1.0/applications(appId='${fjordlight.ingestionAppId}')${below}`,
    {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  )
  expect(answer.ok, await answer.text()).toBe(true)
}

const base = { clientId: fjordlight.ingestionAppId, scopes }
const application = 'Entra application 2b8e…52'

describe('metadata signs in', () => {
  it('with a certificate that the application was given', async () => {
    const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')]
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=ingest',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    )
    const der = readFileSync(certificate, 'utf8').replace(/-----[^-]+-----|\s/g, '')
    await graph('PATCH', '', { keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: der }] })
    const security = {
      ...base,
      authority: emulator.authority,
      certificatePath: certificate,
      privateKeyPath: key,
    }
    await expectSignedIn(await signIn('azure', security), `${application} (certificate)`)
  })

  it('with the token of a workload, as Kubernetes sets it up', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const [issuer, subject] = [
      'https://kubernetes.fjordlight.example/runner',
      'system:serviceaccount:waymark:runner',
    ]
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'cluster', alg: 'RS256' }] }
    await emulator.control('issuer-keys', { issuer, jwks })
    const audiences = ['api://AzureADTokenExchange']
    await graph('POST', '/federatedIdentityCredentials', { name: 'runner', issuer, subject, audiences })
    const token = await new SignJWT({ sub: subject })
      .setProtectedHeader({ alg: 'RS256', kid: 'cluster' })
      .setIssuer(issuer)
      .setAudience('api://AzureADTokenExchange')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey)
    const file = join(directory, 'federated-token')
    writeFileSync(file, token)
    const environment = {
      AZURE_CLIENT_ID: fjordlight.ingestionAppId,
      AZURE_TENANT_ID: fjordlight.tenantId,
      AZURE_FEDERATED_TOKEN_FILE: file,
    }
    await expectSignedIn(await signIn('azure', { scopes }, environment), `${application} (federated token)`)
    writeFileSync(file, 'not a token')
    const refused = await signIn('azure', { scopes }, environment)
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('AADSTS')
  })

  it('with a managed identity, by the address that Azure gives every machine', async () => {
    const asked: string[] = []
    const granted = await tokenOfApplication()
    const imds = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} metadata=${request.headers.metadata}`)
      const expiresOn = String(Math.floor(Date.now() / 1000) + granted.expires_in)
      const body = {
        access_token: granted.access_token,
        expires_on: expiresOn,
        token_type: 'Bearer',
        resource: fjordlight.ingestionApiUri,
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    servers.push(imds)
    await new Promise<void>((resolve) => imds.listen(0, '127.0.0.1', resolve))
    const host = `http://127.0.0.1:${(imds.address() as AddressInfo).port}`
    const result = await signIn(
      'azure',
      { scopes, useManagedIdentity: true },
      { AZURE_POD_IDENTITY_AUTHORITY_HOST: host },
    )
    await expectSignedIn(result, 'Entra (managed identity)')
    expect(asked).toHaveLength(1)
    expect(decodeURIComponent(asked[0] ?? '')).toMatch(
      new RegExp(
        `^GET /metadata/identity/oauth2/token/?\\?.*resource=${fjordlight.ingestionApiUri}.* metadata=true$`,
      ),
    )
    const outside = await signIn(
      'azure',
      { scopes, useManagedIdentity: true },
      { AZURE_POD_IDENTITY_AUTHORITY_HOST: 'http://127.0.0.1:9' },
    )
    expect(outside.code).toBe(4)
    expect(outside.stderr).toContain('Entra (managed identity)')
    expect(outside.stderr).toContain('only on machines of Azure')
  })

  it.skipIf(process.platform === 'win32')('with what az login left behind', async () => {
    const { access_token: accessToken, expires_in: expiresIn } = await tokenOfApplication()
    const bin = join(directory, 'bin')
    mkdirSync(bin)
    const answer = { accessToken, expires_on: Math.floor(Date.now() / 1000) + expiresIn, tokenType: 'Bearer' }
    writeFileSync(join(bin, 'answer.json'), JSON.stringify(answer))
    const az = (lines: string) => {
      writeFileSync(join(bin, 'az'), `#!/bin/sh\n${lines}\n`)
      chmodSync(join(bin, 'az'), 0o755)
    }
    az(`printf '%s ' "$@" > '${bin}/asked'; cat '${bin}/answer.json'`)
    const environment = { PATH: `${bin}${delimiter}${process.env.PATH}` }
    const security = { scopes, useAzureCli: true, authority: emulator.authority }
    await expectSignedIn(await signIn('azure', security, environment), 'Entra (az login)')
    expect(readFileSync(join(bin, 'asked'), 'utf8').trim()).toBe(
      `account get-access-token --output json --scope ${scopes[0]} --tenant ${fjordlight.tenantId}`,
    )
    az('echo "Please run az login to setup account." >&2; exit 1')
    const loggedOut = await signIn('azure', security, environment)
    expect(loggedOut.code).toBe(4)
    expect(loggedOut.stderr).toContain("'az' gave no token.")
    expect(loggedOut.stderr).toContain("Run 'az login' and try again.")
    const without = await signIn('azure', security, { PATH: '/nowhere' })
    expect([without.code, without.stderr.includes("The program 'az' is not installed.")]).toEqual([4, true])
  })

  it('as a client of any OpenID provider', async () => {
    const security = {
      clientId: fjordlight.ingestionAppId,
      secretKey: fjordlight.ingestionSecret,
      tokenEndpoint: `${emulator.authority}/oauth2/v2.0/token`,
      scopes,
    }
    await expectSignedIn(
      await signIn('custom-oidc', security),
      `Client ${fjordlight.ingestionAppId} at login.microsoftonline.com`,
    )
    const refused = await signIn('custom-oidc', { ...security, secretKey: 'wrong' })
    expect([refused.code, refused.stderr.includes('AADSTS7000215')]).toEqual([4, true])
  })

  it('not at all, and is told so by a server that wants to know', async () => {
    const result = await signIn('no-auth', {})
    expect(result.code).toBe(4)
    expect(result.stderr).toContain('The server refused no credential')
  })
})
