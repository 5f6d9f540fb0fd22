/** Local passwords over HTTP: changed by their owners, given by administrators, and by nobody else. */
import { afterAll, expect, it } from 'vitest'
import { openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())
const path = '/api/v1/users/changePassword'
const page = { origin: 'http://localhost:8585' }
const first = 'four unrelated words here'
const second = 'five other words, unrelated'
const third = 'six words that nobody has guessed'

const signIn = (name: string, password: string) =>
  t.call('POST', '/api/v1/auth/login', { body: { name, password }, headers: page })
const cookieOf = ({ headers }: Awaited<ReturnType<typeof signIn>>) => ({
  ...page,
  cookie: [headers['set-cookie']].flat().map(String).join('; '),
})
const whoAmI = async (headers: Record<string, string>) =>
  (await t.call('GET', '/api/v1/auth/session', { headers })).status

it('people change their own by the old one, stay signed in there, and are signed out elsewhere', async () => {
  const as = t.tokens.admin
  await t.call('POST', '/api/v1/users', {
    as,
    body: { name: 'mia', email: 'mia@example.com', password: first },
  })
  const here = cookieOf(await signIn('mia', first))
  const elsewhere = cookieOf(await signIn('mia', first))
  const change = (body: object, headers: Record<string, string> = here) =>
    t.call('PUT', path, { body: { oldPassword: first, newPassword: second, ...body }, headers })

  expect((await change({ confirmPassword: 'another' })).body.message).toContain('confirmPassword')
  expect((await change({ oldPassword: 'a wrong one' })).body.message).toContain('oldPassword')
  expect((await change({ oldPassword: undefined })).body.message).toContain('oldPassword')
  expect((await change({ newPassword: 'short' })).body.message).toContain('at least 12')
  expect((await change({ username: 'jane' })).body.message).toContain('username')
  expect((await change({}, { ...here, origin: 'https://evil.example' })).status).toBe(403)
  expect((await change({}, page)).status).toBe(401)
  expect(await whoAmI(here)).toBe(200)

  const changed = await change({ requestType: 'SELF', confirmPassword: second })
  expect([changed.status, changed.headers['cache-control']]).toEqual([204, 'no-store'])
  expect(await whoAmI(cookieOf(changed))).toBe(200)
  expect([await whoAmI(here), await whoAmI(elsewhere)]).toEqual([401, 401])
  expect([(await signIn('mia', first)).status, (await signIn('mia', second)).status]).toEqual([401, 200])

  // A script signs in with a token and gets no cookie.
  const login = await t.call('POST', '/api/v1/users/login', {
    body: { email: 'mia', password: btoa(second) },
  })
  const scripted = await t.call('PUT', path, {
    as: String(login.body.accessToken),
    body: { oldPassword: second, newPassword: third },
  })
  expect([scripted.status, scripted.headers['set-cookie']]).toEqual([204, undefined])
  expect((await signIn('mia', third)).status).toBe(200)
})

it('administrators give them to others, nobody else does, and bots have none', async () => {
  const give = (as: string, username: string, newPassword = second) =>
    t.call('PUT', path, { as, body: { requestType: 'USER', username, newPassword } })
  const as = t.tokens.admin
  expect((await give(t.tokens.person, 'mia')).status).toBe(403)
  expect((await give(t.tokens.bot, 'mia')).status).toBe(403)
  expect((await give(as, 'nobody')).status).toBe(404)
  expect((await give(as, 'ingestion-bot')).status).toBe(404)
  expect((await give(as, 'mia', 'short')).status).toBe(400)
  expect((await give(as, 'mia')).status).toBe(204)
  expect((await signIn('mia', second)).status).toBe(200)
  const { data } = (await t.call('GET', '/api/v1/audit/logs?category=credential&q=changePassword', { as }))
    .body
  expect(data?.[0]).toMatchObject({
    action: 'PUT /api/v1/users/changePassword',
    actor: 'root',
    details: { members: ['requestType', 'username', 'newPassword'] },
  })
  expect(JSON.stringify(data)).not.toContain(second)
})
