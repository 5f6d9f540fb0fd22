/** Puts identity together: checks the configuration, opens keys and tables, and gives out the contract. */

import type { AccountDirectory } from './account-directory.ts'
import { openPeople } from './accounts.ts'
import { openAuditLog } from './audit-log.ts'
import { openGate } from './authenticate.ts'
import { authorizer } from './authorize.ts'
import { openBots } from './bots.ts'
import { openClaimMappings } from './claim-mappings.ts'
import { confidentialClient } from './confidential-client.ts'
import type { IdentityConfig } from './config.ts'
import { checkIdentityConfig } from './config-check.ts'
import { openFlightRecorder } from './flight-recorder.ts'
import type { Identity, PolicySource } from './identity.ts'
import { openLocalAccounts } from './local-accounts.ts'
import { openLocalCredentials } from './local-credentials.ts'
import { openLockOut } from './lock-out.ts'
import { openOwnTokens } from './own-tokens.ts'
import type { Clock, Fetch, IdentityLog, Queryable, RandomBytes, Sealer } from './ports.ts'
import { openPreLogins } from './pre-login.ts'
import { type GroupLookup, openProviderRights } from './provider-rights.ts'
import { providerAddresses, publicAuthConfig, publicAuthorizerConfig } from './public-config.ts'
import { failureLimit } from './rate-limit.ts'
import { openSessions } from './sessions.ts'
import { openSetup } from './setup.ts'
import { openSignIn } from './sign-in.ts'
import type { AttemptOutcome } from './sign-in-attempt.ts'
import { openSignInPreview } from './sign-in-preview.ts'
import { openSigningKeys } from './signing-keys.ts'
import { openTrustedIssuers } from './token/trusted-issuers.ts'
import { tokenVerifier } from './token/verify-token.ts'

export interface IdentityDependencies {
  readonly config: IdentityConfig
  /** The schema of migrations/1001-identity.sql must be there. */
  readonly db: Queryable
  readonly accounts: AccountDirectory
  readonly policies: PolicySource
  /** Absent: groups that don't fit into a token are not resolved. */
  readonly groupLookup?: GroupLookup
  readonly sealer: Sealer
  readonly fetch: Fetch
  readonly now: Clock
  readonly randomBytes: RandomBytes
  readonly log: IdentityLog
  /** Told of every sign-in and every credential that was looked at anew. */
  readonly observe?: (outcome: AttemptOutcome) => void
}

/**
 * How long rows and accounts may be remembered: a revoked token, an ended session or a deleted person is out everywhere within this time,
 * which leaves two of the five seconds that are promised.
 */
const revocationDelayMs = 3000

/**
 * Starts identity. The identity provider need not be reachable: its keys are fetched in the background and retried.
 *
 * @throws an `Error` that lists every problem of the configuration, one line each
 */
export async function createIdentity(deps: IdentityDependencies): Promise<Identity> {
  const { config, db, accounts, policies, sealer, fetch, now, randomBytes, log } = deps
  const { authority, problems } = checkIdentityConfig(config)
  if (problems.length > 0)
    throw new Error(
      `The identity settings do not work:\n${problems.map(({ setting, message }) => `- ${setting}: ${message}`).join('\n')}`,
    )
  if (config.idTokenMode === 'compat')
    log.warn(
      'ID tokens are accepted as bearer tokens (compat mode): switch it off when no OpenMetadata UI needs it',
    )
  if (config.allowedTenants.includes('*'))
    log.warn('People of every Microsoft tenant are let in (WAYMARK_ALLOWED_TENANTS=*)')

  const ownKeys = await openSigningKeys(db, {
    sealer,
    now,
    randomBytes,
    configured: config.signingKey,
  })
  const credentials = await openLocalCredentials(db, now)
  const issuers = openTrustedIssuers(authority, { config, fetch, now, log })
  const isSingle =
    authority?.kind === 'oidc' ||
    (authority?.tenant.kind !== 'any' && (authority?.moreTenantIds.length ?? 0) === 0)

  const ownTokens = openOwnTokens(db, ownKeys, { issuer: config.issuer, now, revocationDelayMs })
  const people = openPeople({
    config,
    db,
    accounts,
    credentials,
    now,
    log,
    revocationDelayMs,
    singleTenant: isSingle,
  })
  const bots = openBots({ config, db, accounts, now, log, revocationDelayMs })
  const sessions = openSessions(config, db, { now, randomBytes, revocationDelayMs })
  const lockOut = openLockOut(config.passwordLockOut, db, now)
  const recorder = openFlightRecorder(db, now, log)
  const audit = openAuditLog(db, now, log, config.auditKeepMs)
  const decisions = authorizer(policies)
  const limit = failureLimit(config.authFailureLimit, now)
  const verifier = tokenVerifier({ config, issuers, ownKeys, now })
  const gate = openGate({
    config,
    accounts,
    verifier,
    sessions,
    limit,
    recorder,
    audit,
    decisions,
    log,
    people,
    bots,
    ownTokens,
    now,
    observe: deps.observe,
  })
  const shared = { config, db, accounts, people, credentials, lockOut, sessions, gate, now, randomBytes }
  const mappings = openClaimMappings(config, db, now)
  const client =
    config.clientType === 'confidential' && authority
      ? confidentialClient(config, () => providerAddresses(config, authority, issuers.discovery()), fetch)
      : undefined

  return {
    authenticate: gate.authenticate,
    recognize: gate.recognize,
    ...decisions,
    audit,
    signIn: openSignIn({
      ...shared,
      verifier,
      client,
      preLogins: openPreLogins(db, { now, randomBytes }),
      rights: openProviderRights({ config, db, accounts, mappings, lookup: deps.groupLookup, now, log }),
    }),
    claimMappings: mappings,
    previewSignIn: openSignInPreview({ config, accounts, mappings }),
    sessions: { list: sessions.list, endByKey: sessions.endByKey, endAll: sessions.endAll },
    setup: openSetup(shared),
    tokens: {
      jwks: ownKeys.jwks,
      issue: ownTokens.issue,
      list: ownTokens.list,
      revoke: ownTokens.revoke,
      revokeAll: ownTokens.revokeAll,
      rotateSigningKey: ownKeys.rotate,
    },
    bots: bots.binding,
    localAccounts: openLocalAccounts({ db, accounts, people, sessions, tokens: ownTokens }),
    publicConfig: () => publicAuthConfig(config, authority, issuers.discovery()),
    authorizerConfig: () => publicAuthorizerConfig(config),
    attempts: recorder.newest,
    refreshKeys: issuers.refresh,
    health: () => ({ provider: config.provider, ...issuers.health() }),
    async close() {
      issuers.close()
      await recorder.close()
      await audit.close()
    },
  }
}
