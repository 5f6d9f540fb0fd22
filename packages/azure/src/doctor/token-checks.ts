/** Checks of the token that ingestion really gets, and of the running server that is to accept it. */
import { explainAadsts, findAadstsCode } from '@waymark/credentials'
import { isUuid } from '@waymark/spec'
import { type CheckDefinition, type Findings, fail, type Outcome, pass, skipped, warn } from './check.ts'

const timeoutMs = 10_000

async function withClaims(
  found: Findings,
  run: (claims: Readonly<Record<string, unknown>>) => Outcome,
): Promise<Outcome> {
  const claims = await found.ingestionClaims()
  return 'value' in claims ? run(claims.value) : skipped('The token has to be obtained first.')
}

/** What the server accepts, as its own rules have it: the id and the default URI name one resource. */
export function acceptedAudiences(clientId: string, extra: readonly string[]): ReadonlySet<string> {
  const accepted = new Set<string>()
  for (const audience of [clientId, ...extra]) {
    const plain = audience.toLowerCase()
    accepted.add(audience).add(plain)
    const id = plain.replace(/^api:\/\//, '')
    if (isUuid(id)) accepted.add(id).add(`api://${id}`)
  }
  return accepted
}

function judgeAudience(found: Findings, claims: Readonly<Record<string, unknown>>): Outcome {
  const { clientId, extraAudiences, ingestion } = found.settings
  const audience = String(claims.aud)
  if (acceptedAudiences(clientId, extraAudiences).has(audience.toLowerCase())) return pass(audience)
  const itself =
    ingestion && audience.toLowerCase().replace(/^api:\/\//, '') === ingestion.clientId.toLowerCase()
  return fail(
    itself
      ? `The token is for the ingestion application itself (${audience}), as in the guide, and the server does not list it.`
      : `The token is for '${audience}', which the server does not accept.`,
    `Set WAYMARK_EXTRA_AUDIENCES=[${[...extraAudiences, audience].join(',')}] on the server, or the scope to api://${clientId}/.default.`,
  )
}

function judgeIdentity(claims: Readonly<Record<string, unknown>>): Outcome {
  const { oid, sub, scp } = claims
  if (typeof oid !== 'string') {
    return fail(
      "The token has no 'oid': the ingestion application has no Enterprise application here.",
      'az ad sp create --id <client id of ingestion>. Or run: waymark azure setup.',
    )
  }
  return sub === oid && scp === undefined
    ? pass(`object id ${oid}`)
    : fail(
        "The token is a person's, not an application's.",
        'Use the client-credentials grant: clientId, clientSecret, scopes.',
      )
}

function judgeRoles(found: Findings, claims: Readonly<Record<string, unknown>>): Outcome {
  const { appRole } = found.settings
  const roles = Array.isArray(claims.roles) ? claims.roles.map(String) : []
  if (!appRole) return pass(roles.length > 0 ? roles.join(', ') : 'none, and none is demanded')
  return roles.includes(appRole)
    ? pass(roles.join(', '))
    : fail(
        `The token lacks the role '${appRole}'.`,
        'Assign it and grant admin consent: waymark azure setup.',
      )
}

async function judgeBot(found: Findings): Promise<Outcome> {
  const { ingestion } = found.settings
  if (!ingestion) return skipped('No ingestion application is configured.')
  const bot = await found.deps.bot()
  if ('unavailable' in bot) return skipped(bot.unavailable)
  const { application, email } = bot.value
  const tenant = await found.tenant()
  const claims = await found.ingestionClaims()
  const state = 'value' in tenant ? tenant.value.ingestion : undefined
  const tokenObjectId =
    'value' in claims && typeof claims.value.oid === 'string' ? claims.value.oid : undefined
  const right = state?.principal?.id ?? tokenObjectId
  const tenantId = found.authority()?.tenant ?? '<tenant id>'
  const command = `waymark bot bind ${found.deps.botName} --tenant ${tenantId} --app ${ingestion.clientId} --object ${right ?? '<object id>'}`
  // Where nothing is bound, the guide's address `<object id>@<domain>` binds with the first token.
  const named = email?.split('@')[0] ?? ''
  const bound = application?.objectId ?? (isUuid(named) ? named : undefined)
  if (!bound) return fail(`No application is bound to the bot ${found.deps.botName}.`, `Run: ${command}`)
  if (bound === state?.application.id) {
    return fail(
      `The bot ${found.deps.botName} is bound to the object id of the app registration, not of the Enterprise application.`,
      `Run: ${command}`,
    )
  }
  if (application && application.clientId !== ingestion.clientId.toLowerCase()) {
    return fail(
      `The bot ${found.deps.botName} is bound to another application, ${application.clientId}.`,
      `Run: ${command}`,
    )
  }
  if (application && isUuid(tenantId) && application.tenantId !== tenantId) {
    return fail(
      `The bot ${found.deps.botName} is bound in another tenant, ${application.tenantId}.`,
      `Run: ${command}`,
    )
  }
  if (!right) return skipped('Neither the directory nor a token tells the right object id.')
  return bound === right
    ? pass(`object id ${bound}`)
    : fail(
        `The bot ${found.deps.botName} is bound to the object id ${bound}; the application's is ${right}.`,
        `Run: ${command}`,
      )
}

async function judgeServer(found: Findings): Promise<Outcome> {
  const { serverUrl, clientId, callbackUrl, authority } = found.settings
  let config: Record<string, unknown>
  try {
    const response = await found.deps.fetch(`${serverUrl}/api/v1/system/config/auth`, {
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) return skipped(`${serverUrl} answered ${response.status}.`)
    config = (await response.json()) as Record<string, unknown> // each member is compared as a text
  } catch {
    return skipped(`No server answers at ${serverUrl} from here.`)
  }
  const same = (name: string, ours: string) =>
    String(config[name] ?? '')
      .replace(/\/$/, '')
      .toLowerCase() === ours.replace(/\/$/, '').toLowerCase()
  const different = Object.entries({ provider: 'azure', authority, clientId, callbackUrl })
    .filter(([name, ours]) => !same(name, ours))
    .map(([name]) => name)
  return different.length === 0
    ? pass('runs with these settings')
    : warn(
        `The running server has another ${different.join(' and ')} than these settings.`,
        'Restart it after a change of its environment, and check which file it reads.',
      )
}

/** What Entra's error number asks for; without one it is the network or a file. */
function fixFor(refusal: string): string {
  const code = findAadstsCode(refusal)
  if (code === undefined) return 'Mend what it says, then run this again.'
  const more = `waymark explain AADSTS${code} says more.`
  const known = explainAadsts(code)
  return known ? `${known.fix} ${more}` : more
}

export const tokenChecks: readonly CheckDefinition[] = [
  {
    id: 'ingestion-token',
    title: 'Token of ingestion',
    guide: 'E',
    wrong: 'Entra refuses the credential, the scope or the application.',
    symptom: 'any AADSTS number',
    run: async (found) => {
      if (!found.deps.ingestionToken) return skipped('No credential of ingestion is configured here.')
      const claims = await found.ingestionClaims()
      if ('value' in claims) return pass('obtained')
      return fail(claims.unavailable, fixFor(claims.unavailable))
    },
  },
  {
    id: 'ingestion-identity',
    title: 'Who the token names',
    guide: 'B10',
    wrong: "The token has no object id, or is a person's.",
    symptom: 'claim not found',
    run: (found) => withClaims(found, judgeIdentity),
  },
  {
    id: 'ingestion-audience',
    title: 'Audience of the token',
    guide: 'B8',
    wrong: 'The guide makes ingestion ask for a token for itself, which the server must be told.',
    symptom: '401, audience mismatch',
    run: (found) => withClaims(found, (claims) => judgeAudience(found, claims)),
  },
  {
    id: 'ingestion-roles',
    title: 'Roles in the token',
    guide: 'B7',
    wrong: 'The role was assigned moments ago, or to another application.',
    symptom: '403',
    run: (found) => withClaims(found, (claims) => judgeRoles(found, claims)),
  },
  {
    id: 'server',
    title: 'Running server',
    guide: 'C',
    wrong: 'It was started with other settings.',
    symptom: 'a change has no effect',
    run: judgeServer,
  },
  {
    id: 'bot-binding',
    title: 'Bot',
    guide: 'D',
    wrong: 'It is bound to the object id of the app registration instead of the Enterprise application.',
    symptom: '401, no bot is bound to this application',
    run: judgeBot,
  },
]
