/** What holds for every entity type: owners, followers and votes. */
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { problemOf } from '../problem-of.ts'
import { createSample } from '../sample.ts'
import { person, type Subject } from './subject.ts'

export function checkLinks(subject: Subject): void {
  const { definition, type, create, request } = subject

  if (definition.traits.includes('followers')) {
    it('is followed without a new version', async () => {
      const { id } = await create()
      const user = { type: 'user', id: (await createSample(subject.engine, 'user')).id }
      for (const present of [true, true]) {
        const entity = await subject.engine.link(type, id, 'followers', user, present, person)
        expect(entity.followers).toMatchObject([{ id: user.id }])
      }
      expect((await subject.engine.link(type, id, 'followers', user, false, person)).followers).toEqual([])
      expect((await subject.engine.get(type, { id })).version).toBe(0.1)
    })
  }

  if (definition.traits.includes('votes')) {
    it('counts one vote of each user', async () => {
      const { id } = await create()
      const user = (await createSample(subject.engine, 'user')).id
      const votes = async () => (await subject.engine.get(type, { id }, { fields: ['votes'] })).votes
      for (const _ of [1, 2]) await subject.engine.vote(type, id, user, 'votedUp')
      expect(await votes()).toMatchObject({ upVotes: 1, downVotes: 0, upVoters: [{ id: user }] })
      await subject.engine.vote(type, id, user, 'votedDown')
      expect(await votes()).toMatchObject({ upVotes: 0, downVotes: 1 })
      await subject.engine.vote(type, id, user, 'unVoted')
      expect(await votes()).toMatchObject({ upVotes: 0, downVotes: 0 })
    })
  }

  if (definition.traits.includes('owners')) {
    it('shows its owners, and who asks finds it by owner', async () => {
      const owner = await createSample(subject.engine, 'user')
      const entity = await create({ ...request(), owners: [{ id: owner.id, type: 'user' }] })
      expect(entity.owners).toMatchObject([{ id: owner.id, type: 'user', name: owner.name }])
      const listed = await subject.engine.list(type, { filters: { owner: owner.name }, fields: ['owners'] })
      expect(listed.data.map((one) => one.id)).toEqual([entity.id])
      const missing = { ...request(), owners: [{ id: randomUUID(), type: 'user' }] }
      expect(await problemOf(subject.engine.create(type, missing, person))).toBe('reference-not-found')
      const removed = await subject.engine.patch(
        type,
        { id: entity.id },
        [{ op: 'remove', path: '/owners/0' }],
        person,
      )
      expect(removed.entity).toMatchObject({ owners: [], version: 0.2 })
    })
  }
}
