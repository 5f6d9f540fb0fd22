/** Local passwords: argon2id hashes, the rules for new ones, and the same work for a name that does not exist. */
import { hash, verify } from '@node-rs/argon2'
import { problem } from '@waymark/spec'
import type { Clock, Queryable } from './ports.ts'

export interface LocalCredentials {
  exists(userId: string): Promise<boolean>
  /** Accounts with a password, oldest first. */
  userIds(): Promise<readonly string[]>
  set(userId: string, password: string): Promise<void>
  /** Takes as long for `undefined` and for accounts without a password as for a wrong one. */
  matches(userId: string | undefined, password: string): Promise<boolean>
}

/** OWASP's recommendation for argon2id, which is also the library's default: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const minLength = 12
const maxLength = 1024

/** One password has several spellings in Unicode; they count as one (NIST SP 800-63B 3.1.1.2). */
const normal = (password: string) => password.normalize('NFKC')

/**
 * The rules for a new password: long enough, not the name. No composition rules (NIST SP 800-63B).
 *
 * @throws `body-invalid`
 */
export function checkNewPassword(password: string, account: { name: string; email: string }): void {
  const length = [...normal(password)].length
  const refuse = (expected: string) => {
    throw problem('body-invalid', { field: 'password', expected })
  }
  if (length < minLength) refuse(`expected at least ${minLength} characters; a few words in a row are fine.`)
  if (length > maxLength) refuse(`expected at most ${maxLength} characters.`)
  const plain = normal(password).toLowerCase()
  const local = account.email.toLowerCase().split('@', 1)[0] ?? ''
  for (const known of [account.name.toLowerCase(), account.email.toLowerCase(), local])
    if (known && plain.split(known).join('').length < 4)
      refuse('expected something else than the name or the e-mail address.')
  if (new Set(plain).size < 4) refuse('expected more than a few characters repeated.')
}

export async function openLocalCredentials(db: Queryable, now: Clock): Promise<LocalCredentials> {
  // Nobody's hash: verifying against it costs what verifying against anybody's costs.
  const nobody = await hash('a password that no account has', cost)
  const hashOf = async (userId: string): Promise<string | undefined> => {
    const { rows } = await db.query<{ password_hash: string }>(
      'select password_hash from local_credential where user_id = $1',
      [userId],
    )
    return rows[0]?.password_hash
  }
  return {
    exists: async (userId) => (await hashOf(userId)) !== undefined,
    async userIds() {
      const { rows } = await db.query<{ user_id: string }>(
        'select user_id from local_credential order by updated_at',
      )
      return rows.map((row) => row.user_id)
    },
    async set(userId, password) {
      await db.query(
        `insert into local_credential (user_id, password_hash, updated_at) values ($1, $2, $3)
         on conflict (user_id) do update set password_hash = excluded.password_hash, updated_at = excluded.updated_at`,
        [userId, await hash(normal(password), cost), new Date(now())],
      )
    },
    async matches(userId, password) {
      const stored = userId ? await hashOf(userId) : undefined
      const isMatch = await verify(stored ?? nobody, normal(password.slice(0, 4 * maxLength)))
      return isMatch && stored !== undefined
    },
  }
}
