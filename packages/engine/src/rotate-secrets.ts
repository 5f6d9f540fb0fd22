/** Wraps every stored secret under the current master key, so that an old one can be taken away. */
import type { Database } from './database.ts'
import type { SecretBox } from './secret-box.ts'
import { rewrapSecrets, type SealedSecrets } from './secrets.ts'

const chunk = 100
const firstId = '00000000-0000-0000-0000-000000000000'

const select = `
select id, secrets from entity where secrets is not null and id > $1 order by id limit ${chunk} for no key update`

/**
 * Answers how many entities were rewritten. Interrupted, it can be called again; entities can be written meanwhile.
 * @throws SecretBoxError when a secret opens under none of the master keys; what was rewritten before stays
 */
export async function rotateSecrets(database: Database, secrets: SecretBox): Promise<number> {
  let rotated = 0
  let after: string | undefined = firstId
  while (after !== undefined) {
    const from: string = after
    after = await database.transaction(async (tx) => {
      const { rows } = await tx.query<{ id: string; secrets: SealedSecrets }>(select, [from])
      for (const row of rows) {
        const rewrapped = rewrapSecrets(row.id, row.secrets, secrets)
        if (!rewrapped) continue
        await tx.query('update entity set secrets = $2::jsonb where id = $1', [
          row.id,
          JSON.stringify(rewrapped),
        ])
        rotated += 1
      }
      return rows.at(-1)?.id
    })
  }
  return rotated
}
