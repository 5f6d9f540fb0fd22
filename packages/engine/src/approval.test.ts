/** Whoever reviews decides; what others make or change waits for them. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { problemOf } from './testing/problem-of.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

const [author, reviewer, member] = [{ name: 'author' }, { name: 'reviewer' }, { name: 'member' }]
let test: TestEngine

const term = async (name: string, glossary: string, by = author, more = {}) =>
  (await test.engine.create('glossaryTerm', { name, glossary, description: 'x', ...more }, by)).entity
const patch = async (fqn: string, by: { name: string }, path: string, value: unknown) =>
  (await test.engine.patch('glossaryTerm', { fqn }, [{ op: 'add', path, value }], by)).entity
const decide = (fqn: string, by: { name: string }, status: string) => patch(fqn, by, '/entityStatus', status)

beforeAll(async () => {
  test = await createTestEngine()
  const { engine } = test
  for (const name of ['author', 'reviewer', 'member']) {
    await engine.create('user', { name, email: `${name}@example.com` }, author)
  }
  await engine.create('team', { name: 'stewards', teamType: 'Group', users: ['member'] }, author)
  const reviewers = [
    { type: 'user', fullyQualifiedName: 'reviewer' },
    { type: 'team', fullyQualifiedName: 'stewards' },
  ]
  await engine.create('glossary', { name: 'Free', description: 'x' }, author)
  await engine.create('glossary', { name: 'Reviewed', description: 'x', reviewers }, author)
})
afterAll(() => test.drop())

it('a term that nobody reviews is approved, and anybody sets its status', async () => {
  expect((await term('free', 'Free')).entityStatus).toBe('Approved')
  expect((await decide('Free.free', author, 'Deprecated')).entityStatus).toBe('Deprecated')
})

it('a term below a reviewed glossary waits for a reviewer; one that a reviewer makes does not', async () => {
  expect((await term('waiting', 'Reviewed')).entityStatus).toBe('In Review')
  expect((await term('made', 'Reviewed', reviewer)).entityStatus).toBe('Approved')
  expect((await term('drafted', 'Reviewed', author, { entityStatus: 'Draft' })).entityStatus).toBe('Draft')
  expect(await problemOf(term('forced', 'Reviewed', author, { entityStatus: 'Approved' }))).toBe(
    'not-allowed',
  )
})

it('only reviewers decide, also as members of a reviewing team', async () => {
  await term('decided', 'Reviewed')
  expect(await problemOf(decide('Reviewed.decided', author, 'Approved'))).toBe('not-allowed')
  const rejected = await decide('Reviewed.decided', reviewer, 'Rejected')
  expect(rejected.changeDescription?.fieldsUpdated).toEqual([
    { name: 'entityStatus', oldValue: 'In Review', newValue: 'Rejected' },
  ])
  expect((await decide('Reviewed.decided', member, 'Approved')).entityStatus).toBe('Approved')
})

it('a change by somebody else has to be reviewed again; one that changes nothing has not', async () => {
  await term('changed', 'Reviewed', reviewer)
  const body = { name: 'changed', glossary: 'Reviewed', description: 'x' }
  expect((await test.engine.createOrUpdate('glossaryTerm', body, author)).outcome).toBe('unchanged')
  expect((await patch('Reviewed.changed', reviewer, '/description', 'y')).entityStatus).toBe('Approved')
  expect(await patch('Reviewed.changed', author, '/description', 'z')).toMatchObject({
    entityStatus: 'In Review',
    version: 0.3,
  })
})

it('nobody makes themselves a reviewer and approves at once', async () => {
  await term('own', 'Reviewed')
  const own = [{ op: 'add', path: '/reviewers', value: [{ type: 'user', fullyQualifiedName: 'author' }] }]
  const approve = { op: 'replace', path: '/entityStatus', value: 'Approved' }
  const key = { fqn: 'Reviewed.own' }
  expect(await problemOf(test.engine.patch('glossaryTerm', key, [...own, approve], author))).toBe(
    'not-allowed',
  )
  const { entity } = await test.engine.patch('glossaryTerm', key, own, author)
  expect(entity).toMatchObject({ entityStatus: 'In Review', reviewers: [{ name: 'author' }] })
})
