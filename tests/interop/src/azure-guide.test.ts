/** The guide, run: every command and setting of docs/guides/azure-sso.md, in an empty home, with only its placeholders filled in. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { type ProgramResult, runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { type AzureTenant, havbris, startAzureTenant } from './azure-tenant.ts'
import { startShell } from './guide-shell.ts'

const inCheckout = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const guide = readFileSync(inCheckout('docs/guides/azure-sso.md'), 'utf8')

/** The text below a heading. */
function section(heading: string): string {
  const [, text] = guide.split(`\n${heading}\n`)
  if (text === undefined) throw new Error(`the guide has no '${heading}'`)
  return text.split(/\n#{2,3} /)[0] ?? ''
}

/** Lines that a person is to type, in their order. */
const typed = (text: string): string[] =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => (block ?? '').split('\n'))
    .filter((line) => /^(?:az|npx|export) /.test(line))

let tenant: AzureTenant
let home: string
let bin: string
beforeAll(async () => {
  tenant = await startAzureTenant()
  bin = join(tenant.directory, '..', 'bin')
  home = join(tenant.directory, '..', 'person')
  mkdirSync(bin)
  mkdirSync(home)
  // What a person has on the PATH: npx, which finds the program, and az, which is signed in.
  const program = (name: string, lines: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${lines}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  program('npx', `shift; exec "${process.execPath}" "${inCheckout('apps/cli/bin/waymark.js')}" "$@"`)
  program(
    'az',
    `[ "$1" = login ] || printf '{"accessToken":"%s","tokenType":"Bearer"}' "$(cat '${tenant.tokenFile}')"`,
  )
})
afterAll(() => tenant?.stop())

/** Puts values in place of `<words>`; none may be left. */
function filled(line: string, values: Record<string, string> = {}): string {
  const all: Record<string, string> = {
    'tenant id': havbris.tenantId,
    'your catalog': 'catalog.havbris.example',
    ...values,
  }
  const text = line.replace(/<([^<>]+)>/g, (whole, word: string) => all[word] ?? whole)
  if (/<[^<>]+>/.test(text)) throw new Error(`a placeholder has no value here: ${text}`)
  return text
}

const personEnvironment = () => ({
  ...tenant.emulator.environment,
  HOME: home,
  WAYMARK_HOME: join(home, 'waymark'),
  PATH: `${bin}${delimiter}${process.env.PATH}`,
})

/** Types a line in the deployment's directory. */
const type = (line: string, input?: string): Promise<ProgramResult> =>
  runProgram('sh', ['-c', line], {
    environment: personEnvironment(),
    directory: tenant.directory,
    ...(input !== undefined && { input }),
  })

/** The token that ingestion gets with these settings. */
async function ingestionToken(settings: Record<string, string>): Promise<string> {
  const response = await fetch(`${tenant.emulator.plainUrl}/${havbris.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_ID ?? '',
      client_secret: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET ?? '',
      scope: (settings.OM_AUTH_AIRFLOW_AZURE_SCOPES ?? '').replace(/^\[|\]$/g, ''),
    }),
  })
  return String(((await response.json()) as { access_token?: string }).access_token)
}

const [, setupLine = ''] = typed(section('## In one command'))

describe('the automatic way', () => {
  it('sets up with the two commands that are shown, and the checks below them pass', async () => {
    const [login = ''] = typed(section('## In one command'))
    expect((await type(filled(login))).code).toBe(0)
    const made = await type(filled(setupLine))
    expect(made.code, made.stderr).toBe(0)
    expect(made.stderr).toContain(`Signed in to the directory as ${havbris.globalAdministrator}`)
    expect(existsSync(tenant.envFile)).toBe(true)

    const [doctor = '', token = '', explain = ''] = typed(section('## Is everything right?'))
    const checked = await type(filled(doctor))
    expect(checked.code, checked.stdout).toBe(0)
    expect(checked.stdout).toMatch(/✔ role-assignment +Ingestion\.Bot/)
    const explained = await type(filled(token), await ingestionToken(tenant.settings()))
    expect(explained.code, explained.stdout).toBe(0)
    expect(explained.stdout).toContain('No rule refuses it.')
    expect((await type(filled(explain))).stdout).toContain('AADSTS700016')
  })

  it('says without az how to go on', async () => {
    const { code, stderr } = await runProgram(
      process.execPath,
      [inCheckout('apps/cli/bin/waymark.js'), ...filled(setupLine).split(' ').slice(2)],
      {
        environment: { ...personEnvironment(), PATH: '/nonexistent' },
        directory: tenant.directory,
      },
    )
    expect(code).toBe(4)
    expect(stderr).toContain(`az login --tenant ${havbris.tenantId}`)
    expect(stderr).toContain('--bootstrap-client')
  })
})

/** What the table offers to add to the command, as it stands there. */
const additions = section('## In one command')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`--'))
  .flatMap((line) => [...line.matchAll(/`(--[^`]+)`/g)].map(([, flags]) => flags ?? ''))
/** These stay, or ask a person: the next part types them, and azure-setup-start.test.ts and azure-setup.test.ts do. */
const interactive = ['--start', '--bootstrap-client', '--bootstrap-client <client id>']

describe('what the table adds', () => {
  const values: Record<string, string> = {}
  beforeAll(async () => {
    await tenant.reset()
    const { uiClientId } = await tenant.setup()
    writeFileSync(join(tenant.directory, 'mine.env'), readFileSync(tenant.envFile))
    const certificate = join(tenant.directory, 'ingestion.pem')
    const subject = ['-subj', '/CN=ingestion', '-keyout', '/dev/null', '-out', certificate]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '90', ...subject], {
      stdio: 'ignore',
    })
    Object.assign(values, {
      issuer: 'https://cluster.havbris.example/',
      namespace: 'data',
      'service account': 'ingestion',
      organisation: 'havbris',
      repository: 'catalog',
      environment: 'production',
      directory: 'settings',
      days: '90',
      ui: uiClientId,
      ingestion: tenant.settings().OM_AUTH_AIRFLOW_AZURE_CLIENT_ID ?? '',
    })
  })

  it('is all there is', () => {
    expect(additions.length).toBeGreaterThan(18)
    expect(additions).toEqual(expect.arrayContaining(interactive))
  })

  it.each(additions.filter((flags) => !interactive.includes(flags)))(
    '%s',
    async (flags) => {
      const file = flags.startsWith('--certificate')
        ? 'ingestion.pem'
        : flags.startsWith('--env-file')
          ? 'mine.env'
          : tenant.tokenFile
      const named = flags
        .replace('--client-id <id>', '--client-id <ui>')
        .replace('--ingestion-client-id <id>', '--ingestion-client-id <ingestion>')
      const made = await type(filled(`${setupLine} ${named}`, { ...values, file }))
      expect(made.code, made.stderr).toBe(0)
      expect(made.stdout + made.stderr).not.toContain('✖')
      if (flags === '--dry-run --json') expect(JSON.parse(made.stdout)).toMatchObject({ changes: 0 })
      if (flags.startsWith('--print')) expect(made.stdout.length).toBeGreaterThan(0)
      if (flags === '--undo') expect(made.stderr).toContain('remove them, or run set-up again')
    },
    60_000,
  )
})

describe('the manual way', () => {
  let catalog: RunningCatalog
  afterAll(() => catalog?.stop())

  it('has settings that a server starts with, and a command that signs the bot in', async () => {
    await tenant.reset()
    const { uiClientId, ingestionClientId, ingestionObjectId } = await tenant.setup('--no-bind')
    const secret = tenant.settings()
    const values = {
      'client id of the UI application': uiClientId,
      'ingestion client id': ingestionClientId,
      'object id': ingestionObjectId,
    }
    const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(section('### C. The deployment')) ?? []
    const lines = block.split('\n').filter((line) => /^[A-Z_]+=/.test(line))
    expect(lines.length).toBeGreaterThan(8)
    const settings = Object.fromEntries(
      lines.map((line) => {
        const [, name = '', value = ''] = /^([A-Z_]+)=(.*)$/.exec(filled(line, values)) ?? []
        return [name, value]
      }),
    )
    // The test reaches the server at its own port, not at the address that people would use.
    const reachable = { ...settings, AUTHENTICATION_CALLBACK_URL: '' }
    catalog = await startCatalog({ environment: { ...tenant.emulator.environment, ...reachable } })
    expect(await catalog.api('system/config/auth')).toMatchObject({ provider: 'azure', clientId: uiClientId })

    const [bind = ''] = typed(section('### D. The bot'))
    const bound = await type(`WAYMARK_HOME='${catalog.home}' ${filled(bind, values)}`)
    expect(bound.code, bound.stderr).toBe(0)
    const me = await catalog.api('users/loggedInUser', { token: await ingestionToken(secret) })
    expect(me).toMatchObject({ name: 'ingestion-bot', isBot: true })
  })

  it('names checks that doctor has', () => {
    const known = readFileSync(inCheckout('docs/reference/doctor.md'), 'utf8')
    const named = [...guide.matchAll(/\| ((?:`[a-z][a-z-]+`(?:, )?)+) \|$/gm)].flatMap(
      ([, cell]) => String(cell).match(/[a-z-]{4,}/g) ?? [],
    )
    expect(named.length).toBeGreaterThan(15)
    for (const id of named) expect(known).toContain(`| \`${id}\` |`)
  })
})

describe('without a tenant', () => {
  it('goes from nothing to a catalog with a signed-in bot, as shown', async () => {
    const ports: Record<string, string> = {}
    for (const port of ['8480', '8481', '8585']) ports[port] = String(await freePort())
    const onFreePorts = (line: string) =>
      line
        .replace(/\b(?:8480|8481|8585)\b/g, (port) => ports[port] ?? port)
        .replace('apps/entra/', inCheckout('apps/entra/'))
    const [startEntra = '', point = '', setup = ''] = typed(section('## Without a tenant')).map(onFreePorts)
    const page = onFreePorts(/`(http:\/\/localhost:8481[^`]+)`/.exec(guide)?.[1] ?? '')
    const directory = join(tenant.directory, 'offline')
    mkdirSync(directory)
    const environment = {
      HOME: home,
      WAYMARK_HOME: join(home, 'offline'),
      PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin`,
    }
    const entra = startShell(startEntra, { directory, environment })
    await expect.poll(() => existsSync(join(directory, 'ca.pem'))).toBe(true)
    const run = startShell(`rm -f '${bin}/az'; ${point}; ${setup}`, { directory, environment })
    try {
      const code = () => /and type (\w+)/.exec(run.said())?.[1]
      await expect.poll(code).toBeTruthy()
      const form = (more: Record<string, string>) =>
        fetch(page, { method: 'POST', body: new URLSearchParams({ user_code: code() ?? '', ...more }) })
      const picker = await (await form({})).text()
      const nora = /name="_account" value="([^"]+)"[^/]*>[\s\S]{0,300}nora@havbris/.exec(picker)?.[1] ?? ''
      await form({ _account: nora, _consent: 'accept' })
      await expect.poll(run.said, { timeout: 120_000 }).toContain('Waymark is ready')
      expect(run.said()).toMatch(/sign-in +signed in as ingestion-bot/)
    } finally {
      await run.stop()
      await entra.stop()
    }
  })
})

describe('the guide', () => {
  it('leaves out no flag of azure setup but the obvious ones', async () => {
    const { stdout } = await type('npx waymark azure setup --help')
    const named = new Set(guide.match(/--[a-z][a-z-]+/g))
    const obvious = ['--host', '--name', '--bot', '--no-bind', '--show-secret', '--help']
    const has = new Set(stdout.match(/--[a-z-]+/g))
    expect([...has].filter((flag) => !named.has(flag) && !obvious.includes(flag))).toEqual([])
  })
})
