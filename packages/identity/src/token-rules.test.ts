/** Which key, which algorithm, which audience and which role a token needs: each with a token that lacks this alone. */
import { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { azureConfig, bearer, createFixture, type Fixture, fromPage } from './testing/identity-fixture.ts'
import {
  claimsOf,
  clientId,
  type LocalIssuer,
  makeKey,
  otherTenantId,
  service,
  sign,
  startLocalIssuer,
  tenantId,
} from './testing/local-issuer.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'
import type { EntraIssuer, OidcIssuer } from './token/trusted-issuers.ts'
import { checkEntraIssuer } from './token/validate-entra.ts'
import { nonceHash, validateIdToken } from './token/validate-id-token.ts'
import { validateOidc } from './token/validate-oidc.ts'
import { validateOwn } from './token/validate-own.ts'

let database: TestDatabase
let issuer: LocalIssuer
beforeAll(async () => {
  ;[database, issuer] = await Promise.all([createTestDatabase(), startLocalIssuer()])
})
afterAll(async () => {
  await issuer.close()
  await database.drop()
})
const open: Fixture[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.identity.close()
  issuer.keys = [issuer.jwk(issuer.key)]
  await database.empty()
})

async function start(config: Partial<typeof azureConfig> = {}): Promise<Fixture> {
  const made = await createFixture(database, issuer, config)
  open.push(made)
  return made
}

/** What the administrator reads of the check that refused; undefined when the token was accepted. */
async function refusalOf(fixture: Fixture, token: string): Promise<string | undefined> {
  const outcome = await fixture.identity.authenticate(bearer(token)).catch((error: unknown) => error)
  const [attempt] = await fixture.identity.attempts(1)
  const failed = attempt?.steps.find(({ ok }) => !ok)
  expect(outcome instanceof Error).toBe(failed !== undefined)
  return failed?.detail
}

describe('a key', () => {
  it('that was published for another algorithm proves nothing', async () => {
    issuer.keys = [{ ...issuer.jwk(issuer.key), alg: 'RS512' }]
    const token = await sign(issuer.key, claimsOf.delegatedV2())
    expect(await refusalOf(await start(), token)).toMatch(/^algorithm: .*RS512, which the key is for/)
  })

  it('that was published for another tenant’s issuer proves nothing, although it lies in the same set', async () => {
    const foreign = `https://login.microsoftonline.com/${otherTenantId}/v2.0`
    issuer.keys = [{ ...issuer.jwk(issuer.key), issuer: foreign }]
    const token = await sign(issuer.key, claimsOf.delegatedV2())
    expect(await refusalOf(await start(), token)).toMatch(/^key issuer: .*got .*v2\.0'$/)
    issuer.keys = [{ ...issuer.jwk(issuer.key), issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }]
    expect(await refusalOf(await start(), token)).toBeUndefined()
  })

  it('of Microsoft Graph is recognised by the audience of what it signed', async () => {
    const token = await sign(
      await makeKey('key-1'),
      claimsOf.delegatedV2({ aud: '00000003-0000-0000-c000-000000000000' }),
    )
    expect(await refusalOf(await start(), token)).toMatch(
      /^signature: .*This one is for Microsoft Graph.*ask for api:/,
    )
  })
})

describe('the algorithm of a plain provider', () => {
  const exp = Math.floor(Date.now() / 1000) + 600
  const token = (alg: string) =>
    new SignJWT({
      iss: `${issuer.origin}/oidc`,
      exp,
      aud: 'catalog',
      azp: 'catalog',
      sub: 'ada',
      scope: 'openid',
      email: 'ada@contoso.com',
      email_verified: true,
    })
      .setProtectedHeader({ alg, typ: 'at+jwt', kid: issuer.key.kid })
      .sign(KeyObject.from(issuer.key.privateKey))

  it('is the configured one alone: its own tokens in another are refused', async () => {
    const { alg: _, ...jwk } = issuer.jwk(issuer.key)
    issuer.keys = [jwk]
    const fixture = await start({
      provider: 'custom-oidc',
      authority: `${issuer.origin}/oidc`,
      clientId: 'catalog',
      allowedClients: ['catalog'],
      signatureAlgorithm: 'RS512',
    })
    expect(await refusalOf(fixture, await token('RS512'))).toBeUndefined()
    expect(await refusalOf(fixture, await token('RS256'))).toBe('algorithm: expected RS512, got RS256')
    expect(await refusalOf(fixture, await token('RS384'))).toMatch(/^algorithm: /)
  })
})

describe('a token of a plain provider', () => {
  const op = { kind: 'oidc', iss: 'https://op.example' } as OidcIssuer // its keys are no part of these rules
  const genuine = {
    iss: op.iss,
    exp: Date.now() / 1000 + 60,
    aud: 'catalog',
    azp: 'catalog',
    sub: 'ada',
    scope: 'read',
  }
  const validated = (more: object, apiScope?: string) =>
    validateOidc(
      { ...genuine, ...more },
      'at+jwt',
      op,
      {
        config: { ...azureConfig, provider: 'custom-oidc', clientId: 'catalog', apiScope },
        allowedClients: new Set(['catalog']),
      },
      Date.now(),
    )

  it.each([
    [
      'another issuer’s',
      { iss: 'https://other.example' },
      undefined,
      /^issuer: expected https:\/\/op\.example/,
    ],
    ['a refresh token', { typ: 'Refresh' }, undefined, /^token kind: expected an access token/],
    ['an offline token', { typ: 'Offline' }, undefined, /^token kind: expected an access token/],
    ['a logout token', { events: {} }, undefined, /^token kind: expected an access token/],
    ['one without the scope that is required', {}, 'write', /^scope: expected 'write'/],
    [
      'one with a scope that only begins like it',
      { scope: 'writer rewrite' },
      'write',
      /^scope: expected 'write'/,
    ],
  ])('is refused when it is %s', (_what, more, apiScope, why) => {
    expect(() => validated(more, apiScope)).toThrow(why)
    expect(validated({ scope: 'read write' }, 'write')).toMatchObject({ subject: 'ada', clientAllowed: true })
  })

  it('names the client that obtained it', async () => {
    const fixture = await start({
      provider: 'custom-oidc',
      authority: `${issuer.origin}/oidc`,
      clientId: 'catalog',
    })
    const exp = Math.floor(Date.now() / 1000) + 600
    const claims = { iss: `${issuer.origin}/oidc`, exp, aud: 'catalog', sub: 'ada', email: 'ada@contoso.com' }
    const token = await sign(issuer.key, claims, { typ: 'at+jwt' })
    expect(await refusalOf(fixture, token)).toMatch(
      /^client: expected 'azp' or 'client_id', got claims iss, exp/,
    )
  })
})

describe('the issuer in the payload', () => {
  // The issuer is chosen by the same text before the signature is checked; what is verified says it again.
  it('is the one whose rules are applied, also where nobody compared it before', () => {
    const times = { exp: Date.now() / 1000 + 60, iat: 0 }
    expect(() =>
      validateOwn({ ...times, iss: 'somebody', aud: 'waymark', jti: 'x', sub: 'ada' }, 'ours', Date.now()),
    ).toThrow(/^issuer: expected ours/)
    const entra = { kind: 'entra', iss: 'https://op.example', version: '2.0', tenantId } as EntraIssuer // as below
    expect(() => checkEntraIssuer(claimsOf.delegatedV2(), entra)).toThrow(
      /^issuer: expected https:\/\/op\.example/,
    )
    const oidc = { kind: 'oidc', iss: 'https://op.example' } as OidcIssuer // its keys are no part of this rule
    const claims = claimsOf.idToken('nonce', { iss: 'https://other.example' })
    expect(() => validateIdToken(claims, 'JWT', oidc, azureConfig, nonceHash('nonce'), Date.now())).toThrow(
      /^issuer: expected https:\/\/op\.example/,
    )
  })
})

it('a token of our own is no ID token', async () => {
  const fixture = await start()
  const account = fixture.accounts.add({ name: 'ada' })
  const { token } = await fixture.identity.tokens.issue(account, { type: 'personal', expiresInSeconds: 60 })
  const { preLoginId } = await fixture.identity.signIn.begin({ remoteAddress: '192.0.2.7' })
  await expect(
    fixture.identity.signIn.withIdToken({ ...fromPage(), idToken: token, preLoginId }),
  ).rejects.toMatchObject({ status: 401 })
  const [attempt] = await fixture.identity.attempts(1)
  expect(attempt?.steps.at(-1)?.detail).toMatch(/^issuer: expected https:\/\/login\.microsoftonline\.com/)
})

describe('an application', () => {
  it('is out with its bot', async () => {
    const fixture = await start()
    const bot = fixture.accounts.add({ name: 'nightly', isBot: true })
    await fixture.identity.bots.bind(bot.id, { tenantId, clientId: service.appid, objectId: service.oid })
    const token = await sign(issuer.key, claimsOf.appV2())
    expect(await refusalOf(fixture, token)).toBeUndefined()
    const stored = fixture.accounts.all.get(bot.id)
    if (stored) stored.deleted = true
    fixture.advance(5000)
    expect(await refusalOf(fixture, token)).toBe('bot: expected a bot that is not deleted')
  })

  it('whose token is for several audiences is refused, although ours is among them', async () => {
    const several = await sign(issuer.key, claimsOf.appV2({ aud: [clientId, 'https://elsewhere.example'] }))
    expect(await refusalOf(await start(), several)).toMatch(/^audience: expected one audience, got /)
  })

  it('needs the app role that is configured', async () => {
    const fixture = await start({ appRole: 'Ingestion.Bot' })
    const without = await sign(issuer.key, claimsOf.appV2({ roles: ['Ingestion.Bot.Reader'] }))
    expect(await refusalOf(fixture, without)).toMatch(/^app role: expected 'Ingestion.Bot' in 'roles'/)
    // With it, what is missing is a bot.
    const withRole = await sign(issuer.key, claimsOf.appV2({ roles: ['Ingestion.Bot'] }))
    expect(await refusalOf(fixture, withRole)).toMatch(/^bot|^application/)
  })
})
