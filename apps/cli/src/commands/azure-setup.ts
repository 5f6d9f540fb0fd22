/** `waymark azure setup`: creates or repairs everything that sign-in needs in Entra ID, and writes the deployment's settings. */
import {
  type Applied,
  applyPlan,
  changedSteps,
  cloudOf,
  createGraphClient,
  type DeploymentKind,
  type DeploymentSettings,
  type DoctorSettings,
  deploymentKinds,
  GraphError,
  type Plan,
  planSetup,
  printClicks,
  printScript,
  printTerraform,
  readTenantState,
  recordEntry,
  type SetupWishes,
  secretOf,
  tagFor,
  writeDeployment,
} from '@waymark/azure'
import { type Command, Option } from 'commander'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { RunningServer } from '../server-process.ts'
import { onStopSignal } from '../stop-signals.ts'
import type { Terminal } from '../terminal.ts'
import { settingsFrom } from './azure-environment.ts'
import { connectToGraph, type GraphConnection } from './azure-graph.ts'
import { planLines, refusedLines } from './azure-plan-text.ts'
import { bindBot, signInAsBot, startConfigured } from './azure-server.ts'
import { journalFor, undoAll } from './azure-undo.ts'
import { type SetupOptions, wishesFrom } from './azure-wishes.ts'

export function addAzure(program: Command, terminal: Terminal): void {
  program
    .command('azure')
    .description('what Waymark does in Microsoft Entra ID')
    .command('setup')
    .description('create or repair the applications, permissions and consent that sign-in needs')
    .option('--url <address>', 'where people reach the catalog (default OPENMETADATA_SERVER_URL)')
    .option('--tenant <id>', 'tenant id or domain (default that of AUTHENTICATION_AUTHORITY)')
    .option('--host <name>', 'sign-in host of the cloud', 'login.microsoftonline.com')
    .option('--name <text>', 'name of the applications', 'Waymark')
    .option('--client-id <id>', 'an existing UI application (default AUTHENTICATION_CLIENT_ID)')
    .option('--ingestion-client-id <id>', 'an existing ingestion application')
    .option('--secret-days <number>', 'how long a new client secret is valid', '180')
    .option('--rotate-secret', 'make a new client secret even though the old one is valid')
    .option(
      '--federated <trust>',
      'no secret: k8s:<issuer>:<namespace>:<account> or github:<org>/<repo>:<environment>',
    )
    .option('--certificate <file>', 'no secret: a certificate in PEM; its private key is not needed')
    .option('--self-audience', 'let ingestion ask for a token for itself, as older guides do')
    .option('--legacy-implicit', 'also tick ID and access tokens, which Waymark does not need')
    .addOption(
      new Option(
        '--groups <which>',
        'list groups in tokens: all security groups, or those assigned to the application',
      ).choices(['security', 'assigned']),
    )
    .option('--admins <names>', 'administrators, with commas (default AUTHORIZER_ADMIN_PRINCIPALS)')
    .option('--principal-domain <domain>', 'domain of their addresses')
    .addOption(
      new Option('--deployment <kind>', 'which files to write')
        .choices([...deploymentKinds])
        .default('docker'),
    )
    .option('--out <directory>', 'where to write them', '.')
    .option('--env-file <file>', 'settings of an existing deployment')
    .option('--bot <name>', 'the bot that ingestion signs in as', 'ingestion-bot')
    .option('--start', 'start the catalog with these settings, bind the bot, sign it in, and stay')
    .option('--no-bind', 'leave the bot as it is')
    .option('--access-token-file <file>', 'token for Microsoft Graph; - reads standard input')
    .option(
      '--bootstrap-client [id]',
      "sign in by device code, where there is no az, with this public client (default Microsoft's)",
    )
    .option('--dry-run', 'show the plan and change nothing')
    .addOption(
      new Option(
        '--print <form>',
        'print the plan as a script, Terraform or clicks, and change nothing',
      ).choices(['az', 'terraform', 'clicks']),
    )
    .option('--undo', 'take back what earlier runs did')
    .option('--show-secret', 'also print a new client secret')
    .option('--json', 'as JSON')
    .action((options: SetupOptions) => setup(options, terminal).catch(asCommandFailed))
}

/** Graph's refusals leave 4 where rights or the token are at fault. */
function asCommandFailed(error: unknown): never {
  if (!(error instanceof GraphError)) throw error
  const isSignIn = error.status === 401 || error.status === 403
  throw new CommandFailed(isSignIn ? exitCode.signIn : exitCode.failed, error.message, error.fix)
}

async function setup(options: SetupOptions, terminal: Terminal): Promise<void> {
  if (options.start && deploymentOf(options) === 'kubernetes') {
    throw new CommandFailed(
      exitCode.usage,
      '--start runs the catalog on this machine: it goes with --deployment docker or bare-metal.',
    )
  }
  const settings = settingsFrom(options.envFile, process.env)
  const wishes = wishesFrom(options, settings, Date.now())
  const host = wishes.cloud.loginHost
  const { graph, tenantId, who } = await connected(options, { host, tenant: wishes.tenantId }, terminal)
  if (who && !options.json && !options.print) terminal.say(`Signed in to the directory as ${who}`)
  const exact = { ...wishes, tenantId }
  const journalFile = journalFor(exact)
  if (options.undo) return undoAll(journalFile, graph, options, terminal)

  const lookups = {
    ui: { appId: exact.uiAppId, tag: tagFor(exact.serverUrl, 'ui') },
    ingestion: { appId: exact.ingestionAppId, tag: tagFor(exact.serverUrl, 'ingestion') },
  }
  const state = await readTenantState(graph, lookups)
  refuseUnknown('--client-id', options.clientId, state.ui?.application.appId)
  refuseUnknown('--ingestion-client-id', options.ingestionClientId, state.ingestion?.application.appId)
  const plan = planSetup(state, exact)
  if (options.print) {
    const graphUrl = exact.cloud.graphUrl
    const forms = {
      az: () => printScript(plan, graphUrl),
      terraform: () => printTerraform(state, exact),
      clicks: () => printClicks(plan),
    }
    terminal.data(forms[options.print]().trimEnd())
    return
  }
  if (!options.json) for (const line of planLines(plan)) terminal.say(line)
  if (options.dryRun) {
    if (options.json) terminal.data(JSON.stringify({ plan, changes: changedSteps(plan).length }))
    return
  }
  const applied = await applyPlan(plan, {
    graph,
    record: (entry) => recordEntry(journalFile, tenantId, entry),
    onStep: ({ title }, outcome) => {
      if (!options.json) terminal.say(`  ${outcome === 'done' ? '✔' : '✖'} ${title}`)
    },
  })
  await finish(plan, applied, exact, { settings, options, terminal })
}

/** What somebody names on the command line is not replaced by something else; a stale setting is. */
function refuseUnknown(flag: string, asked: string | undefined, found: string | undefined): void {
  if (asked === undefined || asked.toLowerCase() === found) return
  throw new CommandFailed(
    exitCode.usage,
    `${flag}: the tenant has no application with the client id ${asked}.`,
    'Copy "Application (client) ID" from its overview, or leave the flag out to have one made.',
  )
}

/** Printing needs no rights: without a token, the plan is that of an empty tenant. */
async function connected(
  options: SetupOptions,
  place: { readonly host: string; readonly tenant: string },
  terminal: Terminal,
): Promise<GraphConnection> {
  try {
    return await connectToGraph(options, place, terminal)
  } catch (error) {
    if (!options.print || options.accessTokenFile || !(error instanceof CommandFailed)) throw error
    terminal.say(
      'There is no token for Microsoft Graph, so this is the plan for a tenant without these applications.',
    )
    const nothing = () => Promise.resolve(new Response('{"value":[]}', { status: 404 }))
    const graph = createGraphClient({
      fetch: nothing,
      token: '',
      sleep: () => Promise.resolve(),
      baseUrl: cloudOf(place.host)?.graphUrl ?? '',
    })
    return { graph: { ...graph, list: () => Promise.resolve([]) }, tenantId: place.tenant }
  }
}

interface FinishContext {
  readonly settings: DoctorSettings
  readonly options: SetupOptions
  readonly terminal: Terminal
}

/** Writes the files, starts the catalog if that is asked for, binds the bot, and says what is left to do. */
async function finish(
  plan: Plan,
  applied: Applied,
  wishes: SetupWishes,
  { settings, options, terminal }: FinishContext,
): Promise<void> {
  const { bindings, clientSecret, refused } = applied
  const deployment = deploymentSettings(applied, wishes, settings, options)
  const files = deployment ? await writeDeployment(deploymentOf(options), options.out, deployment) : []
  const [file] = files
  const server = options.start && file ? await startConfigured(file, wishes.serverUrl) : undefined
  const object = bindings['ingestion.principal']
  const bound =
    options.bind && deployment && object
      ? await bindBot(options.bot, { tenant: wishes.tenantId, app: deployment.ingestionClientId, object })
      : 'not asked for'
  const secret = clientSecret?.value ?? secretOf(settings.ingestion?.proof)
  const signedIn =
    server && deployment && secret ? await signInAsBot(deployment, secret, server.localUrl) : undefined
  if (options.json) {
    terminal.data(
      JSON.stringify({
        plan,
        changes: changedSteps(plan).length,
        done: applied.done,
        refused,
        tenantId: wishes.tenantId,
        uiClientId: bindings['ui.appId'],
        ingestionClientId: bindings['ingestion.appId'],
        ingestionObjectId: object,
        files,
        bot: bound,
        ...(signedIn === undefined ? {} : { signedIn }),
        ...(options.showSecret && clientSecret ? { clientSecret: clientSecret.value } : {}),
      }),
    )
  } else {
    if (clientSecret) terminal.say(`  secret    valid until ${clientSecret.endsAt.slice(0, 10)}`)
    if (clientSecret && options.showSecret) terminal.data(clientSecret.value)
    if (files.length > 0) terminal.say(`  settings  ${files.join(', ')}`)
    terminal.say(`  bot       ${bound}`)
    if (signedIn) terminal.say(`  sign-in   ${signedIn}`)
    for (const line of refusedLines(refused, wishes, bindings['ui.appId'])) terminal.say(line)
    if (refused.length === 0) terminal.say(`  Check it: waymark doctor${file ? ` --env-file ${file}` : ''}`)
  }
  if (refused.length > 0) process.exitCode = exitCode.signIn
  if (server) await untilStopped(server, wishes.serverUrl, terminal)
}

/** Undefined while one of the applications could not be made. */
function deploymentSettings(
  { bindings, clientSecret }: Applied,
  wishes: SetupWishes,
  settings: DoctorSettings,
  options: SetupOptions,
): DeploymentSettings | undefined {
  const uiClientId = bindings['ui.appId']
  const ingestionClientId = bindings['ingestion.appId']
  if (!uiClientId || !ingestionClientId) return undefined
  return {
    tenantId: wishes.tenantId,
    authority: `https://${wishes.cloud.loginHost}/${wishes.tenantId}`,
    serverUrl: wishes.serverUrl,
    uiClientId,
    clientType: wishes.wasConfidential ? 'public' : undefined,
    ingestionClientId,
    ingestionScope: `api://${wishes.selfAudience ? ingestionClientId : uiClientId}/.default`,
    extraAudiences: wishes.selfAudience
      ? [...new Set([...settings.extraAudiences, `api://${ingestionClientId}`])]
      : settings.extraAudiences,
    // The role is the UI application's: a token for ingestion itself has none.
    appRole: wishes.selfAudience ? undefined : wishes.roleName,
    adminPrincipals: options.admins?.split(',').map((name) => name.trim()) ?? [],
    principalDomain: options.principalDomain,
    credential: wishes.credential,
    clientSecret: clientSecret?.value,
    clientSecretEndsAt: clientSecret?.endsAt,
  }
}

/** The catalog stays in the foreground, as `waymark start` has it. */
async function untilStopped({ child }: RunningServer, serverUrl: string, terminal: Terminal): Promise<void> {
  terminal.say(`\n  Waymark is ready: ${serverUrl}`)
  const stopListening = onStopSignal(() => void child.stop())
  const { code } = await child.ended
  stopListening()
  if (code) process.exitCode = exitCode.server
}

function deploymentOf(options: SetupOptions): DeploymentKind {
  return deploymentKinds.find((kind) => kind === options.deployment) ?? 'docker'
}
