/** What has to be right before a catalog is for more than a try: judged at the start and by `waymark doctor`. */
import { adminsOfOtherDomains, type Identity, type IdentityConfig, identityDefaults } from '@waymark/identity'

export interface ProductionCheck {
  readonly id: string
  readonly title: string
  readonly status: 'pass' | 'warn' | 'fail'
  readonly cause: string
  readonly fix?: string
}

type Outcome = Omit<ProductionCheck, 'id' | 'title'>

const pass = (cause: string): Outcome => ({ status: 'pass', cause })
const warn = (cause: string, fix: string): Outcome => ({ status: 'warn', cause, fix })
const fail = (cause: string, fix: string): Outcome => ({ status: 'fail', cause, fix })

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Every check, whatever came of it; nothing here asks the network. */
export async function productionChecks(
  config: IdentityConfig,
  identity: { readonly localAccounts: Pick<Identity['localAccounts'], 'list'> },
): Promise<readonly ProductionCheck[]> {
  const local = await identity.localAccounts.list()
  const administrators = local.filter(({ isAdmin }) => isAdmin)
  const isSso = config.provider === 'azure' || config.provider === 'custom-oidc'
  const check = (id: string, title: string, outcome: Outcome) => ({ id, title, ...outcome })
  return [
    check('sign-in', 'Everybody signs in', signIn(config)),
    check(
      'default-credentials',
      'No account has a default password',
      pass('Passwords have at least 12 characters and are chosen by people; none comes with the product.'),
    ),
    check(
      'break-glass',
      'One local administrator for emergencies',
      breakGlass(
        isSso,
        administrators.map(({ name }) => name),
        local.filter(({ isAdmin }) => !isAdmin).map(({ name }) => name),
      ),
    ),
    check(
      'administrators',
      'Somebody is an administrator',
      someAdministrator(config, isSso, administrators.length),
    ),
    check('signing-keys', 'Own tokens are signed with own keys', signingKeys(config)),
    check('https', 'People reach the catalog by https', https(config)),
    check('cookies', 'Cookies are Secure and HttpOnly', cookies(config)),
    check('callback-address', 'The redirect URI belongs to this server', callback(config, isSso)),
    check('id-tokens', 'ID tokens are no credential of the API', idTokens(config)),
    check('self-sign-up', 'Whoever signs up belongs to the organization', signUp(config, isSso)),
  ]
}

function signIn({ provider }: IdentityConfig): Outcome {
  return provider === 'no-auth'
    ? fail(
        'Everybody is an administrator (no-auth).',
        'Set AUTHENTICATION_PROVIDER to azure, custom-oidc or basic.',
      )
    : pass(`The provider is ${provider}.`)
}

function breakGlass(isSso: boolean, administrators: readonly string[], others: readonly string[]): Outcome {
  const [first, ...more] = administrators
  if (!isSso)
    return first === undefined
      ? fail('There is no local administrator.', 'Run: waymark admin setup-link')
      : pass(`Local administrators: ${administrators.join(', ')}.`)
  if (first === undefined)
    return warn(
      'There is no local administrator: a wrong sign-in setting would lock everybody out.',
      'Run: waymark admin setup-link',
    )
  if (more.length > 0 || others.length > 0)
    return fail(
      `People sign in through the provider, and ${[...more, ...others].join(', ')} can still sign in with a local password beside ${first}.`,
      `Run: waymark admin retire-local --keep ${first} --dry-run, then without --dry-run.`,
    )
  return pass(`Only ${first} can sign in with a local password.`)
}

function someAdministrator(config: IdentityConfig, isSso: boolean, localCount: number): Outcome {
  const configured = config.adminPrincipals.length + config.adminEmails.length
  const mapped = config.providerRights.mappings.some(({ kind }) => kind === 'admin')
  if (isSso && configured === 0 && !mapped)
    return warn(
      'Nobody who signs in through the provider becomes an administrator.',
      'Name them in AUTHORIZER_ADMIN_EMAILS, or map an app role: WAYMARK_CLAIM_MAPPINGS=[roles:<value>=admin].',
    )
  const foreign = isSso ? adminsOfOtherDomains(config) : []
  if (foreign.length > 0)
    return warn(
      `${foreign.join(', ')}: named as administrators, but only addresses of ${config.principalDomain} are trusted to belong to whoever signs in with them.`,
      'Set AUTHORIZER_PRINCIPAL_DOMAIN to their domain. Where they are of several, list the others in AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN.',
    )
  const names = config.adminPrincipals.filter((name) => !name.includes('@'))
  if (isSso && names.length > 0 && config.principalDomain === identityDefaults.principalDomain)
    return warn(
      `AUTHORIZER_ADMIN_PRINCIPALS names ${names.map((name) => `${name}@${config.principalDomain}`).join(', ')}, and that is nobody's domain.`,
      'Set AUTHORIZER_PRINCIPAL_DOMAIN to the domain of your people, or write whole addresses.',
    )
  if (!isSso && localCount === 0) return fail('Nobody is an administrator.', 'Run: waymark admin setup-link')
  return pass(isSso ? 'Administrators are configured.' : `${localCount} local.`)
}

function signingKeys({ signingKey, developmentMode }: IdentityConfig): Outcome {
  if (developmentMode)
    return fail(
      'WAYMARK_DEVELOPMENT is on: keys that everybody knows would be let through.',
      'Remove WAYMARK_DEVELOPMENT.',
    )
  return pass(
    signingKey ? 'A key pair of your own.' : 'The server made its own pair; it is sealed in the database.',
  )
}

function https({ serverUrl }: IdentityConfig): Outcome {
  const url = new URL(serverUrl)
  if (url.protocol === 'https:') return pass(`${url.origin}.`)
  const fix = 'Put a proxy with a certificate in front, and set OPENMETADATA_SERVER_URL to its https address.'
  return loopback.test(url.hostname)
    ? warn(`${url.origin} is for this machine alone.`, fix)
    : fail(`${url.origin} is not encrypted: sessions and tokens can be read on the way.`, fix)
}

function cookies({ serverUrl }: IdentityConfig): Outcome {
  return serverUrl.startsWith('https:')
    ? pass('__Host- cookies: Secure, HttpOnly, SameSite=Lax.')
    : warn(
        'HttpOnly and SameSite=Lax, but not Secure without https.',
        'Set OPENMETADATA_SERVER_URL to an https address.',
      )
}

function callback({ callbackUrl, serverUrl }: IdentityConfig, isSso: boolean): Outcome {
  if (!isSso) return pass('No provider sends anybody back.')
  if (!URL.canParse(callbackUrl))
    return fail(`'${callbackUrl}' is no address.`, `Set AUTHENTICATION_CALLBACK_URL=${serverUrl}/callback.`)
  const { origin, pathname } = new URL(callbackUrl)
  const own = new URL(serverUrl).origin
  if (origin !== own)
    return fail(
      `The provider sends people to ${origin}, but they reach the catalog at ${own}.`,
      `Set AUTHENTICATION_CALLBACK_URL=${own}/callback and register the same with the provider.`,
    )
  return pathname === '/callback' || pathname === '/auth/callback'
    ? pass(callbackUrl)
    : fail(`${pathname} is no callback of this server.`, `Set AUTHENTICATION_CALLBACK_URL=${own}/callback.`)
}

function idTokens({ idTokenMode }: IdentityConfig): Outcome {
  return idTokenMode === 'off'
    ? pass('Access tokens and sessions only.')
    : warn(
        'ID tokens are accepted as bearer tokens.',
        'Remove WAYMARK_ID_TOKEN_MODE when no OpenMetadata UI needs it.',
      )
}

function signUp(config: IdentityConfig, isSso: boolean): Outcome {
  const anyTenant = config.allowedTenants.includes('*')
  const anyDomain =
    config.allowedEmailRegistrationDomains.includes('all') && config.allowedEmailDomains.length === 0
  if (isSso && config.enableSelfSignup && anyTenant && anyDomain && !config.enforcePrincipalDomain)
    return fail(
      'Everybody with an account at any Microsoft tenant gets an account here.',
      'Name tenants in WAYMARK_ALLOWED_TENANTS, or domains in AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN.',
    )
  return pass(config.enableSelfSignup ? 'Sign-up is open to the configured directory.' : 'Sign-up is closed.')
}
