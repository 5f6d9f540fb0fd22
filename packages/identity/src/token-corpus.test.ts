/** The generated corpus of hostile tokens against a whole identity: none gets in, none is slow, good ones still work. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isProblem } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HostileToken } from './testing/hostile-token.ts'
import { bearer, createFixture, type Fixture, request } from './testing/identity-fixture.ts'
import { impostors } from './testing/impostors.ts'
import {
  claimsOf,
  type LocalIssuer,
  makeKey,
  service,
  sign,
  startLocalIssuer,
  tenantId,
} from './testing/local-issuer.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'
import { tokenCorpus } from './testing/token-corpus.ts'

let database: TestDatabase
let issuer: LocalIssuer
let fixture: Fixture
let corpus: readonly HostileToken[]
let trapped = 0
const trap = createServer((_, response) => {
  trapped += 1
  response.end('{}')
})

beforeAll(async () => {
  database = await createTestDatabase()
  issuer = await startLocalIssuer()
  fixture = await createFixture(database, issuer)
  // Without a bound bot every application's token would be refused, whatever it says.
  const bot = fixture.accounts.add({ name: 'nightly-bot', isBot: true })
  await fixture.identity.bots.bind(bot.id, { tenantId, clientId: service.appid, objectId: service.oid })
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a text or null once it listens.
  const { port } = trap.address() as AddressInfo
  const { keys } = await fixture.identity.tokens.jwks()
  corpus = await tokenCorpus({
    issuer: issuer.key,
    attacker: await makeKey('key-of-nobody'),
    trap: `http://127.0.0.1:${port}`,
    own: { issuer: 'open-metadata.org', kid: String(keys[0]?.kid) },
  })
})
afterAll(async () => {
  trap.close()
  await fixture.identity.close()
  await issuer.close()
  await database.drop()
})

const outcomeOf = async (token: string): Promise<string> => {
  try {
    const principal = await fixture.identity.authenticate(bearer(token))
    return `let in as ${principal.name}`
  } catch (error) {
    return isProblem(error) && (error.status === 401 || error.status === 403) ? 'refused' : `failed: ${error}`
  }
}

describe('the corpus', () => {
  it('holds at least 600 hostile tokens, all different', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(600)
    expect(new Set(corpus.map(({ token }) => token)).size).toBe(corpus.length)
  })

  it('is refused with 401 or 403 to the last token, each within two seconds', async () => {
    await fixture.identity.authenticate(bearer(await sign(issuer.key, claimsOf.delegatedV2())))
    const before = { ...issuer.asked }
    const wrong: string[] = []
    for (const { name, token } of corpus) {
      const startedMs = performance.now()
      const outcome = await outcomeOf(token)
      const tookMs = performance.now() - startedMs
      if (outcome !== 'refused' || tookMs > 2000)
        wrong.push(`${name}: ${outcome} in ${Math.round(tookMs)} ms`)
    }
    expect(wrong).toEqual([])
    // Hundreds of unknown kids: no fetch beyond the one that their interval allows to each of the two issuers.
    expect(issuer.asked.keys - before.keys).toBeLessThanOrEqual(2)
    expect(trapped).toBe(0)
  })

  it('is refused just the same in other places of the header', async () => {
    const token = await sign(issuer.key, claimsOf.delegatedV2())
    const headers = [
      [`Bearer ${token}`, `Bearer ${token}`],
      [`Bearer ${token}, Bearer ${token}`],
      [`bearer  ${token}`],
      [`Basic ${token}`],
      [`Bearer\t${token}`],
      [token],
      [`Bearer ${token} `],
      [` Bearer ${token}`],
      [`BearerToken ${token}`],
      [`Bearer ${token}\r\nX: y`],
      ['', `Bearer ${token}`],
      [`DPoP ${token}`],
    ]
    for (const authorization of headers)
      await expect(
        fixture.identity.authenticate(request({ authorization })),
        JSON.stringify(authorization.map((text) => text.replace(token, '…'))),
      ).rejects.toMatchObject({ status: 401 })
  })

  it('leaves good tokens working', async () => {
    for (const claims of [claimsOf.delegatedV2({ uti: 'after' }), claimsOf.delegatedV1({ uti: 'after' })])
      expect(await outcomeOf(await sign(issuer.key, claims))).toBe('let in as ada')
    for (const claims of [
      claimsOf.appV2(),
      claimsOf.appV1(),
      claimsOf.appV2({ idtyp: 'app', azpacr: undefined }),
    ])
      expect(await outcomeOf(await sign(issuer.key, claims))).toBe('let in as nightly-bot')
    const lower = await sign(issuer.key, claimsOf.delegatedV2({ uti: 'lower' }))
    await fixture.identity.authenticate(request({ authorization: [`bearer ${lower}`] }))
  })
})

describe('impostors', () => {
  it('become nobody else: no administrator, no bot, not the person whose address they claim', async () => {
    const { accounts, identity } = fixture
    const taken = [
      accounts.add({ name: 'admin', email: 'admin@contoso.com', isAdmin: true }),
      accounts.add({ name: 'ingestion-bot', email: 'ingestion-bot@contoso.com', isBot: true }),
    ]
    const victim = await identity.authenticate(
      bearer(
        await sign(
          issuer.key,
          claimsOf.delegatedV2({
            oid: 'c1c71a00-0000-4000-8000-000000000001',
            preferred_username: 'victim@contoso.com',
          }),
        ),
      ),
    )
    // The administrator's account is someone's: it has a local password.
    await identity.setup.setPassword('admin', 'a quiet harbour at dusk')
    const wrong: string[] = []
    for (const { name, claims } of impostors()) {
      try {
        const principal = await identity.authenticate(bearer(await sign(issuer.key, claims)))
        const isSomebody = [...taken.map(({ id }) => id), victim.userId].includes(principal.userId)
        if (principal.isAdmin || principal.isBot || isSomebody)
          wrong.push(`${name}: became ${principal.name}`)
        if (!/^[a-z0-9._+-]{1,64}$/.test(principal.name)) wrong.push(`${name}: is named ${principal.name}`)
      } catch (error) {
        if (!isProblem(error) || ![401, 403].includes(error.status)) wrong.push(`${name}: ${error}`)
      }
    }
    expect(wrong).toEqual([])
    const { rows } = await database.pool.query('select user_id from identity_link where user_id = any($1)', [
      taken.map(({ id }) => id),
    ])
    expect(rows).toEqual([])
  })

  it('cannot take over an account by its address (nOAuth), not even an unbound one of a foreign domain', async () => {
    const pre = fixture.accounts.add({ name: 'paula', email: 'paula@partner.example' })
    const claims = claimsOf.delegatedV2({
      oid: 'bad10000-0000-4000-8000-000000000001',
      email: 'paula@partner.example',
    })
    await expect(fixture.identity.authenticate(bearer(await sign(issuer.key, claims)))).rejects.toMatchObject(
      { status: 403 },
    )
    const { rows } = await database.pool.query(
      'select 1 from identity_link where user_id = $1 and authority = $2',
      [pre.id, tenantId],
    )
    expect(rows).toEqual([])
  })
})
