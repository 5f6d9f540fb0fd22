/** Votes that people cast on entities. */
import { problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { JsonObject } from './json-body.ts'
import { type ReferenceRow, reference } from './references.ts'

/** Casts, changes or withdraws a vote. @throws problem `reference-not-found` when the user is unknown */
export async function castVote(
  tx: Tx,
  entityId: string,
  userId: string,
  vote: 'votedUp' | 'votedDown' | 'unVoted',
): Promise<void> {
  if (vote === 'unVoted') {
    await tx.query('delete from vote where entity_id = $1 and user_id = $2', [entityId, userId])
    return
  }
  const { rowCount } = await tx.query(
    `insert into vote (entity_id, user_id, up)
     select $1, id, $3 from entity where id = $2
     on conflict (entity_id, user_id) do update set up = excluded.up`,
    [entityId, userId, vote === 'votedUp'],
  )
  if (rowCount === 0) {
    throw problem('reference-not-found', { field: 'user', expectedType: 'user', reference: userId })
  }
}

interface Row extends ReferenceRow {
  readonly of: string
  readonly up: boolean
}

/** The `votes` member of each entity. */
export async function readVotes(tx: Tx, ids: readonly string[]): Promise<(id: string) => JsonObject> {
  const { rows } = await tx.query<Row>({
    name: 'vote-select',
    text: `select vote.entity_id as of, vote.up, voter.id, voter.type, voter.name, voter.fqn, voter.display_name, voter.deleted
             from vote join entity voter on voter.id = vote.user_id
            where vote.entity_id = any($1::uuid[])
            order by voter.fqn collate "C"`,
    values: [ids],
  })
  return (id) => {
    const cast = rows.filter((row) => row.of === id)
    const upVoters = cast.filter((row) => row.up).map(reference)
    const downVoters = cast.filter((row) => !row.up).map(reference)
    return { upVotes: upVoters.length, downVotes: downVoters.length, upVoters, downVoters }
  }
}
