/** Seals everything anew with the newest master key, and says which of the older keys nothing needs any more. */
import {
  type Engine,
  type MasterKey,
  masterKeyIdOf,
  type Reseal,
  type SecretBox,
  SecretBoxError,
} from '@waymark/engine'
import { type Queryable, resealIdentity } from '@waymark/identity'

export interface Resealed {
  /** How many secrets were sealed anew. */
  readonly resealed: number
  /** The setting or the file that has the master keys. */
  readonly keptIn: string
  /** The configured master keys, the newest first, and how many secrets each one seals now. */
  readonly keys: readonly { readonly id: string; readonly seals: number }[]
  /** What opens under none of them: its key is not configured, or it was damaged. */
  readonly unopened: readonly { readonly secret: string; readonly keyId: string }[]
}

export interface SealedThings {
  readonly engine: Engine
  readonly database: Queryable
  readonly masterKeys: readonly MasterKey[]
  /** Undefined where the configuration has them. */
  readonly masterKeyFile: string | undefined
  readonly secrets: SecretBox
}

/**
 * May run while others read and write, on every replica at once, and again after it was interrupted: what is sealed with the newest key already
 * stays. The numbers are counted anew at the end, so that they hold for what others wrote meanwhile.
 *
 * @param check - changes nothing
 */
export async function resealSecrets(things: SealedThings, check: boolean): Promise<Resealed> {
  const resealed = check ? 0 : (await walk(things, true)).replaced
  const { seals, unopened } = await walk(things, false)
  return {
    resealed,
    keptIn: things.masterKeyFile ?? 'WAYMARK_MASTER_KEY',
    keys: things.masterKeys.map(({ id }) => ({ id, seals: seals.get(id) ?? 0 })),
    unopened,
  }
}

/** Opens each data key that is not under the newest master key; `write`: and seals it with that. */
async function walk({ engine, database, secrets }: SealedThings, write: boolean) {
  const seals = new Map<string, number>()
  const unopened: Resealed['unopened'][number][] = []
  const reseal: Reseal = (sealed, context, secret) => {
    const keyId = masterKeyIdOf(sealed) ?? 'unknown'
    seals.set(keyId, (seals.get(keyId) ?? 0) + 1)
    try {
      const fresh = secrets.rewrap(sealed, context)
      return write ? fresh : undefined
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error
      unopened.push({ secret, keyId })
      return undefined
    }
  }
  const replaced = (await engine.resealSecrets(reseal)) + (await resealIdentity(database, reseal))
  return { replaced, seals, unopened }
}
