/** Goes through what identity keeps sealed, so that one master key can take the place of another. */
import type { Queryable } from './ports.ts'
import { revisionContext } from './saved-settings.ts'
import { signingKeyContext } from './signing-keys.ts'

/** Says what takes the place of a sealed text; undefined keeps it. `holder` names it for people. */
type Reseal = (sealed: string, context: string, holder: string) => string | undefined

interface Kept {
  readonly id: string
  readonly sealed: string
}

/**
 * Signing keys and saved sign-in settings, those that were taken back too. Each is replaced at once or not at all, and only where nobody
 * changed it since it was read: interrupted, it can be called again.
 *
 * @returns how many were replaced
 */
export async function resealIdentity(db: Queryable, reseal: Reseal): Promise<number> {
  const keys = await db.query<Kept>(
    'select kid as id, sealed_private_jwk as sealed from signing_key where sealed_private_jwk is not null',
  )
  const revisions = await db.query<Kept>('select id, settings as sealed from sign_in_revision order by id')
  let replaced = 0
  for (const { id, sealed } of keys.rows) {
    const fresh = reseal(sealed, signingKeyContext(id), `signing key ${id}`)
    if (fresh === undefined) continue
    const { rowCount } = await db.query(
      'update signing_key set sealed_private_jwk = $3 where kid = $1 and sealed_private_jwk = $2',
      [id, sealed, fresh],
    )
    replaced += rowCount ?? 0
  }
  for (const { id, sealed } of revisions.rows) {
    const fresh = reseal(sealed, revisionContext, `saved sign-in settings ${id}`)
    if (fresh === undefined) continue
    const { rowCount } = await db.query(
      'update sign_in_revision set settings = $3 where id = $1 and settings = $2',
      [id, sealed, fresh],
    )
    replaced += rowCount ?? 0
  }
  return replaced
}
