/** Settings of signing in that are kept in the database, and the time in which a change has to prove itself. */
import { problem } from '@waymark/spec'
import type { Clock, Queryable, Sealer } from './ports.ts'

/** What was said, by the name of the variable. */
export type SavedTexts = Readonly<Record<string, string>>

export interface SavedRevision {
  readonly id: string
  readonly texts: SavedTexts
  readonly savedBy: string
  readonly savedAtMs: number
  /** Until when somebody has to sign in; undefined once somebody did, or an administrator said that it stays. */
  readonly revertsAtMs: number | undefined
}

export interface SavedSettings {
  /** What is in force now; undefined where nothing is saved, or everything was taken back. */
  current(): Promise<SavedRevision | undefined>
  /** Id of the revision in force, and until when. For asking often: nothing is unsealed. */
  currentId(): Promise<string | undefined>
  /** In force at once, for {@link trialMs} unless it is confirmed. A change still on trial is taken back by it. */
  save(texts: SavedTexts, by: string): Promise<SavedRevision>
  /** Idempotent. False when the revision is no longer in force: too late. */
  confirm(id: string): Promise<boolean>
  /** Takes back what is in force; what was confirmed before it is in force again. @throws `settings-not-saved` */
  revert(): Promise<void>
  /** Closes trials that nobody passed. Of several replicas only one gets them. */
  takeExpired(): Promise<readonly { readonly id: string; readonly savedBy: string }[]>
}

/** How long a saved change waits for somebody who signs in with it. */
const trialMs = 10 * 60_000

/** What saved settings are sealed for. */
export const revisionContext = 'sign_in_revision'

interface Row {
  id: string
  settings: string
  saved_at: Date
  saved_by: string
  state: string
  decide_by: Date
}

const inForce = "(state = 'confirmed' or (state = 'pending' and decide_by > $1)) order by id desc limit 1"

/** @param now - decides when a change on trial has lapsed */
export function savedSettings(db: Queryable, sealer: Sealer, now: Clock): SavedSettings {
  const revisionOf = async (row: Row): Promise<SavedRevision> => ({
    id: row.id,
    // Sealed by us, so it is what `save` wrote.
    texts: JSON.parse(await sealer.open(row.settings, revisionContext)) as SavedTexts,
    savedBy: row.saved_by,
    savedAtMs: row.saved_at.getTime(),
    revertsAtMs: row.state === 'pending' ? row.decide_by.getTime() : undefined,
  })

  return {
    async current() {
      const { rows } = await db.query<Row>(`select * from sign_in_revision where ${inForce}`, [
        new Date(now()),
      ])
      return rows[0] && (await revisionOf(rows[0]))
    },
    async currentId() {
      const { rows } = await db.query<{ id: string }>(`select id from sign_in_revision where ${inForce}`, [
        new Date(now()),
      ])
      return rows[0]?.id
    },
    async save(texts, by) {
      const atMs = now()
      const sealed = await sealer.seal(JSON.stringify(texts), revisionContext)
      const { rows } = await db.query<Row>(
        `with superseded as (update sign_in_revision set state = 'reverted' where state = 'pending')
         insert into sign_in_revision (settings, saved_at, saved_by, state, decide_by)
         values ($1, $2, $3, 'pending', $4) returning *`,
        [sealed, new Date(atMs), by, new Date(atMs + trialMs)],
      )
      const row = rows[0]
      if (!row) throw new Error('PostgreSQL returned no row for an insert')
      return revisionOf(row)
    },
    async confirm(id) {
      const { rowCount } = await db.query(
        `update sign_in_revision set state = 'confirmed' where id = $1 and (state = 'confirmed' or (state = 'pending' and decide_by > $2))`,
        [id, new Date(now())],
      )
      return rowCount === 1
    },
    async revert() {
      const { rowCount } = await db.query(
        `update sign_in_revision set state = 'reverted' where id = (select id from sign_in_revision where ${inForce})`,
        [new Date(now())],
      )
      if (rowCount === 0) throw problem('settings-not-saved', { state: 'saved', action: 'take back' })
    },
    async takeExpired() {
      const { rows } = await db.query<{ id: string; saved_by: string }>(
        `update sign_in_revision set state = 'reverted' where state = 'pending' and decide_by <= $1 returning id, saved_by`,
        [new Date(now())],
      )
      return rows.map(({ id, saved_by }) => ({ id, savedBy: saved_by }))
    },
  }
}
