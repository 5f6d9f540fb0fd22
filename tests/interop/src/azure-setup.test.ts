import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type AzureTenant, havbris, serverUrl, startAzureTenant } from './azure-tenant.ts'

let tenant: AzureTenant
beforeAll(async () => {
  tenant = await startAzureTenant()
})
afterAll(() => tenant?.stop())
beforeEach(async () => {
  await tenant.emulator.control('consistency', { delayMs: 0 })
  await tenant.reset()
})

const secretName = 'OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET'

/** The token that ingestion gets with what set-up wrote. */
async function ingestionClaims(): Promise<Record<string, unknown>> {
  const settings = tenant.settings()
  const response = await fetch(`${tenant.emulator.plainUrl}/${havbris.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_ID ?? '',
      client_secret: settings[secretName] ?? '',
      scope: (settings.OM_AUTH_AIRFLOW_AZURE_SCOPES ?? '').replace(/^\[|\]$/g, ''),
    }),
  })
  const { access_token: token = '..' } = (await response.json()) as { access_token?: string }
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}')
}

/** Requests that changed the directory, or tried to. */
async function writes(): Promise<string[]> {
  const seen = await tenant.emulator.requests()
  return seen
    .filter(({ method, host }) => host === 'graph.microsoft.com' && !['GET', 'CONNECT'].includes(method))
    .map(({ method, path }) => `${method} ${path}`)
}

async function applications(): Promise<string[]> {
  const { value } = await tenant.graph('GET', '/applications')
  return (value as { displayName: string }[]).map(({ displayName }) => displayName)
}

const forgetRequests = () => fetch(`${tenant.emulator.plainUrl}/__emulator/requests`, { method: 'DELETE' })

describe('waymark azure setup', () => {
  it('makes of an empty tenant one whose ingestion gets a token with the role, within 30 s', async () => {
    const startedAtMs = Date.now()
    const result = await tenant.setup()
    expect(Date.now() - startedAtMs).toBeLessThan(30_000)
    expect(result.refused).toEqual([])
    expect(await ingestionClaims()).toMatchObject({
      aud: result.uiClientId,
      ver: '2.0',
      roles: ['Ingestion.Bot'],
      oid: result.ingestionObjectId,
      idtyp: 'app',
    })
    const ui = await tenant.graph('GET', `/applications(appId='${result.uiClientId}')`)
    expect(ui).toMatchObject({
      signInAudience: 'AzureADMyOrg',
      spa: { redirectUris: [`${serverUrl}/callback`, `${serverUrl}/auth/callback`] },
      identifierUris: [`api://${result.uiClientId}`],
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ value: 'access_as_user' }] },
    })
    // The policy for Application ID URIs spares version 2, so the version comes first.
    const changed = await writes()
    expect(changed.filter((each) => each.startsWith('POST')).length).toBeGreaterThan(5)
    const doctor = await tenant.doctor()
    expect(doctor.checks.filter(({ status }) => status === 'fail')).toEqual([])
    expect(doctor.code).toBe(0)
  })

  it('changes nothing when it runs again, and says so', async () => {
    await tenant.setup()
    const before = readFileSync(tenant.envFile, 'utf8')
    await forgetRequests()
    const again = await tenant.setup()
    expect(again.changes).toBe(0)
    expect(again.plan.steps.map(({ action }) => action)).toEqual(again.plan.steps.map(() => 'keep'))
    expect(await writes()).toEqual([])
    // The secret can't be read a second time, so the one in the file stays.
    expect(readFileSync(tenant.envFile, 'utf8')).toBe(before)
    expect(tenant.settings()[secretName]).toMatch(/^.{30,}$/)
  })

  it('takes back what it made, and what it changed in an application that was there before', async () => {
    await tenant.setup()
    const undone = await tenant.waymark([
      ...['azure', 'setup', '--undo', '--json', '--url', serverUrl],
      ...['--tenant', havbris.tenantId, '--access-token-file', tenant.tokenFile],
    ])
    expect(JSON.parse(undone.stdout)).toMatchObject({ failed: [] })
    expect(await applications()).toEqual([])

    const own = { displayName: 'By hand', web: { redirectUris: [`${serverUrl}/callback`] } }
    const { appId, id } = await tenant.graph('POST', '/applications', own)
    const before = await tenant.graph('GET', `/applications/${id}`)
    await tenant.setup('--client-id', String(appId))
    expect(await tenant.graph('GET', `/applications/${id}`)).not.toEqual(before)
    await tenant.waymark([
      ...['azure', 'setup', '--undo', '--url', serverUrl],
      ...['--tenant', havbris.tenantId, '--access-token-file', tenant.tokenFile],
    ])
    expect(await applications()).toEqual(['By hand'])
    expect(await tenant.graph('GET', `/applications/${id}`)).toEqual(before)
  })

  it('refuses a client id on the command line that the tenant does not have', async () => {
    const { code, stderr } = await tenant.waymark([
      ...tenant.setupArguments,
      ...['--client-id', '11111111-1111-4111-8111-111111111111'],
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('--client-id')
    expect(await applications()).toEqual([])
  })

  it('shows with --dry-run what it would do, and does nothing', async () => {
    const { stdout } = await tenant.waymark([
      ...['azure', 'setup', '--dry-run', '--json', '--url', serverUrl, '--out', tenant.directory],
      ...['--tenant', havbris.tenantId, '--access-token-file', tenant.tokenFile],
    ])
    const { changes, plan } = JSON.parse(stdout)
    expect(changes).toBe(plan.steps.length)
    expect(await applications()).toEqual([])
    expect(existsSync(tenant.envFile)).toBe(false)
  })

  it('finishes although the directory shows new objects only after a while', async () => {
    await tenant.emulator.control('consistency', { delayMs: 2500 })
    const result = await tenant.setup()
    expect(result.refused).toEqual([])
    await tenant.emulator.control('consistency', { delayMs: 0 })
    expect(await ingestionClaims()).toMatchObject({ roles: ['Ingestion.Bot'] })
    expect((await tenant.setup()).changes).toBe(0)
  })

  it.each([1, 4, 8, 12])('converges after it was killed %d writes in', async (count) => {
    await tenant.emulator.control('faults', { kind: 'slow', delayMs: 200, endpoint: 'graph' })
    await forgetRequests()
    const running = tenant.start([...tenant.setupArguments, '--json'])
    await until(async () => ((await writes()).length >= count ? true : undefined))
    await running.kill()
    await fetch(`${tenant.emulator.plainUrl}/__emulator/faults`, { method: 'DELETE' })
    expect((await writes()).length).toBeLessThan(17)
    const second = await tenant.setup('--rotate-secret')
    expect(second.refused).toEqual([])
    expect((await applications()).sort()).toEqual(['Waymark', 'Waymark ingestion'])
    expect((await tenant.setup()).changes).toBe(0)
    expect(await ingestionClaims()).toMatchObject({ roles: ['Ingestion.Bot'] })
    // The journal of both runs takes back what both did.
    const undone = await tenant.waymark([
      ...['azure', 'setup', '--undo', '--json', '--url', serverUrl],
      ...['--tenant', havbris.tenantId, '--access-token-file', tenant.tokenFile],
    ])
    expect(JSON.parse(undone.stdout).failed).toEqual([])
  })

  it('waits when Graph is busy', async () => {
    await tenant.emulator.control('faults', {
      kind: 'throttled',
      retryAfterSeconds: 1,
      endpoint: 'graph',
      times: 3,
    })
    expect((await tenant.setup()).refused).toEqual([])
  })

  it('does what it may without the right to consent, and names the role and permission that are missing', async () => {
    await tenant.actAs(havbris.globalAdministrator, ['Application.ReadWrite.All', 'Directory.Read.All'])
    const result = await tenant.setup()
    expect(result.refused.map(({ step }) => step)).toEqual([
      'sign-in-consent',
      'ingestion-consent',
      'role-assignment',
    ])
    expect(result.refused[0]?.rights?.role).toContain('Cloud Application Administrator')
    expect(result.refused[2]?.reason).toContain('AppRoleAssignment.ReadWrite.All')
    // Whoever has the rights finishes it.
    await tenant.actAs('emil@havbris.example')
    const finished = await tenant.setup()
    expect(finished.done).toEqual(['sign-in-consent', 'ingestion-consent', 'role-assignment'])
    expect((await tenant.setup()).changes).toBe(0)
  })

  it('leaves 4 for someone who may not read the directory, and changes nothing', async () => {
    await tenant.actAs(havbris.member, [])
    const { code, stderr } = await tenant.waymark([
      ...['azure', 'setup', '--url', serverUrl, '--tenant', havbris.tenantId],
      ...['--access-token-file', tenant.tokenFile],
    ])
    expect(code).toBe(4)
    expect(stderr).toContain('Application.Read.All')
    expect(await writes()).toEqual([])
  })

  describe('where there is neither az nor a token', () => {
    const startByDeviceCode = () =>
      tenant.start(
        [
          ...['azure', 'setup', '--url', serverUrl, '--tenant', havbris.tenantId, '--out', tenant.directory],
          ...['--bootstrap-client', havbris.commandLineTools],
        ],
        { PATH: '/nonexistent' },
      )
    const shownCode = (said: string) =>
      /open https:\/\/microsoft\.com\/devicelogin and type (\w+)/.exec(said)?.[1]

    it('signs the administrator in by device code, and goes on', async () => {
      const running = startByDeviceCode()
      const userCode = await until(async () => shownCode(running.stderr()))
      const { id } = await tenant.graph('GET', `/users/${havbris.globalAdministrator}`)
      const typed = await fetch(`${tenant.emulator.plainUrl}/common/oauth2/deviceauth`, {
        method: 'POST',
        body: new URLSearchParams({
          user_code: userCode,
          _account: `${havbris.tenantId}/${id}`,
          _consent: 'accept',
        }),
      })
      expect(await typed.text()).toContain('You have signed in on your device')
      expect(await running.ended).toBe(0)
      expect((await applications()).sort()).toEqual(['Waymark', 'Waymark ingestion'])
    })

    it('gives up when nobody types the code in its lifetime', async () => {
      const running = startByDeviceCode()
      await until(async () => shownCode(running.stderr()))
      await tenant.emulator.control('clock', { advanceSeconds: 1000 })
      expect(await running.ended).toBe(4)
      await tenant.emulator.control('clock', { reset: true })
      expect(running.stderr()).toContain('70019')
      expect(await applications()).toEqual([])
    })
  })

  it('shows the secret nowhere but in files that only their owner can read', async () => {
    const { stdout, stderr } = await tenant.waymark([
      ...['azure', 'setup', '--url', serverUrl, '--tenant', havbris.tenantId, '--out', tenant.directory],
      ...['--access-token-file', tenant.tokenFile],
    ])
    const secret = tenant.settings()[secretName] ?? ''
    expect(secret.length).toBeGreaterThan(20)
    expect(tenant.settings().WAYMARK_INGESTION_SECRET_EXPIRES).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(stdout + stderr).not.toContain(secret)
    expect(stdout + stderr).not.toContain(readFileSync(tenant.tokenFile, 'utf8'))
    expect(statSync(tenant.envFile).mode & 0o777).toBe(0o600)
    const rotated = await tenant.setup('--rotate-secret', '--show-secret')
    expect(rotated.done).toEqual(['client-secret'])
    expect(rotated).toMatchObject({ clientSecret: tenant.settings()[secretName] })
  })

  it('writes a Secret and values for Kubernetes, keeps what others wrote there, and doctor reads both', async () => {
    const kubernetes = ['--deployment', 'kubernetes']
    const values = join(tenant.directory, 'waymark-values.yaml')
    const secret = join(tenant.directory, 'waymark-secret.yaml')
    writeFileSync(values, '# ours\nconfig:\n  LOG_LEVEL: debug\nworker:\n  replicas: 3\n')
    expect((await tenant.setup(...kubernetes)).files).toEqual([values, secret])
    const written = readFileSync(values, 'utf8')
    expect(written).toMatch(/^# ours\nconfig:\n {2}LOG_LEVEL: debug\n {2}AUTHENTICATION_PROVIDER: "azure"\n/)
    expect(parse(written)).toMatchObject({
      config: { WAYMARK_APP_ROLE: 'Ingestion.Bot', WAYMARK_INGESTION_SECRET_EXPIRES: expect.any(String) },
      secrets: { [secretName]: { secretName: 'waymark-azure', key: secretName } },
      worker: { replicas: 3 },
    })
    const { metadata, stringData } = parse(readFileSync(secret, 'utf8'))
    expect(metadata).toEqual({ name: 'waymark-azure' })
    expect(written).not.toContain(stringData[secretName])
    expect(statSync(secret).mode & 0o777).toBe(0o600)

    const doctor = await tenant.waymark(['doctor', '--json', '--env-file', values])
    expect(JSON.parse(doctor.stdout)).toMatchObject({ failed: 0, checks: expect.any(Array) })
    const token = JSON.parse(doctor.stdout).checks.find(({ id }: { id: string }) => id === 'ingestion-token')
    expect(token.status).toBe('pass')
    expect((await tenant.setup(...kubernetes)).changes).toBe(0)
    expect(readFileSync(values, 'utf8')).toBe(written)
  })

  it('lets the service account of the chart sign in as ingestion, where the cluster is trusted', async () => {
    const trust = ['--federated', 'k8s:https://cluster.havbris.example/abc/:data:catalog']
    const { files, ingestionClientId } = await tenant.setup('--deployment', 'kubernetes', ...trust)
    const [values = ''] = files
    expect(files).toHaveLength(1)
    expect(parse(readFileSync(values, 'utf8'))).toMatchObject({
      azureWorkloadIdentity: { enabled: true, clientId: ingestionClientId, tenantId: havbris.tenantId },
      serviceAccount: { name: 'catalog' },
    })
  })

  it('refuses --start for a cluster before it changes anything', async () => {
    const { code } = await tenant.waymark([...tenant.setupArguments, '--deployment', 'kubernetes', '--start'])
    expect(code).toBe(2)
    expect(await applications()).toEqual([])
  })

  it('federates with a cluster in place of a secret, once', async () => {
    const trust = ['--federated', 'k8s:https://cluster.havbris.example/abc/:data:ingestion']
    const { ingestionClientId } = await tenant.setup(...trust)
    const path = `/applications(appId='${ingestionClientId}')/federatedIdentityCredentials`
    expect((await tenant.graph('GET', path)).value).toMatchObject([
      {
        issuer: 'https://cluster.havbris.example/abc/',
        subject: 'system:serviceaccount:data:ingestion',
        audiences: ['api://AzureADTokenExchange'],
      },
    ])
    expect(tenant.settings()[secretName]).toBeUndefined()
    expect((await tenant.setup(...trust)).changes).toBe(0)
  })

  it('publishes a role for ingestion and one for administrators, and lists groups in tokens on request', async () => {
    const { uiClientId } = await tenant.setup('--groups', 'security')
    expect(await tenant.graph('GET', `/applications(appId='${uiClientId}')`)).toMatchObject({
      groupMembershipClaims: 'SecurityGroup',
      appRoles: [
        { value: 'Ingestion.Bot', allowedMemberTypes: ['Application'] },
        { value: 'Admin', allowedMemberTypes: ['User'] },
      ],
    })
    expect((await tenant.setup('--groups', 'security')).changes).toBe(0)
    expect(tenant.settings().WAYMARK_CLAIM_MAPPINGS).toBe('[roles:Admin=admin]')
    tenant.writeSettings({ ...tenant.settings(), WAYMARK_CLAIM_MAPPINGS: '[groups:1=role:DataSteward]' })
    expect((await tenant.setup()).changes).toBe(0)
    // What somebody extended stays.
    expect(tenant.settings().WAYMARK_CLAIM_MAPPINGS).toBe('[groups:1=role:DataSteward]')
  })

  it('registers a certificate in place of a secret, once, and none is lost', async () => {
    const certificate = (name: string) => {
      const file = join(tenant.directory, `${name}.pem`)
      const subject = ['-subj', `/CN=${name}`, '-keyout', '/dev/null', '-out', file]
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '90', ...subject], {
        stdio: 'ignore',
      })
      return file
    }
    const first = certificate('first')
    const { ingestionClientId } = await tenant.setup('--certificate', first)
    await tenant.setup('--certificate', certificate('second'))
    const { keyCredentials } = await tenant.graph('GET', `/applications(appId='${ingestionClientId}')`)
    expect(keyCredentials).toHaveLength(2)
    expect((await tenant.setup('--certificate', first)).changes).toBe(0)
  })

  it("follows the guide's own audience on request, and tells the server of it", async () => {
    const { ingestionClientId } = await tenant.setup('--self-audience', '--legacy-implicit')
    expect(await ingestionClaims()).toMatchObject({ aud: ingestionClientId })
    expect(tenant.settings().WAYMARK_EXTRA_AUDIENCES).toBe(`[api://${ingestionClientId}]`)
    const audience = (await tenant.doctor()).checks.find(({ id }) => id === 'ingestion-audience')
    expect(audience?.status).toBe('pass')
  })

  it('keeps the group that may read the settings file', async () => {
    writeFileSync(tenant.envFile, '', { mode: 0o640 })
    await tenant.setup()
    expect(statSync(tenant.envFile).mode & 0o777).toBe(0o640)
  })

  it('keeps what is in the settings file and is not its own', async () => {
    writeFileSync(tenant.envFile, '# ours\nLOG_LEVEL=debug\nAUTHENTICATION_PROVIDER=basic\n')
    await tenant.setup()
    const text = readFileSync(tenant.envFile, 'utf8')
    expect(text).toMatch(/^# ours\nLOG_LEVEL=debug\nAUTHENTICATION_PROVIDER=azure\n/)
  })
})

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('it did not happen within 10 s')
}
