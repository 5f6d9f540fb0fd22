/** The table that says what an app role or a group of the directory gives: settings first, then what administrators added. */
import { problem } from '@waymark/spec'
import type { ClaimMapping, IdentityConfig } from './config.ts'
import type { Clock, Queryable } from './ports.ts'

/** A mapping and who owns it: those of the settings can't be changed through the API. */
export interface OwnedClaimMapping extends ClaimMapping {
  readonly origin: 'settings' | 'api'
}

export interface ClaimMappings {
  list(): Promise<readonly OwnedClaimMapping[]>
  /** Idempotent. @throws `body-invalid` */
  add(mapping: ClaimMapping, by: string): Promise<void>
  /** @throws `entity-not-found`, `entity-protected` for one of the settings */
  remove(mapping: ClaimMapping): Promise<void>
}

const text = /^[^\p{Cc}\p{Cs}]{1,512}$/u

const same = (a: ClaimMapping, b: ClaimMapping): boolean =>
  a.claim === b.claim && a.value === b.value && a.kind === b.kind && a.target === b.target

export function openClaimMappings(config: IdentityConfig, db: Queryable, now: Clock): ClaimMappings {
  const configured = config.providerRights.mappings
  return {
    async list() {
      const { rows } = await db.query<ClaimMapping>(
        'select claim, value, kind, target from claim_mapping order by claim, value, kind, target',
      )
      const added = rows.filter((row) => !configured.some((mapping) => same(mapping, row)))
      return [
        ...configured.map((mapping) => ({ ...mapping, origin: 'settings' as const })),
        ...added.map(({ claim, value, kind, target }) => ({
          claim,
          value,
          kind,
          target,
          origin: 'api' as const,
        })),
      ]
    },
    async add(mapping, by) {
      const { claim, value, kind, target } = mapping
      const badTarget = kind === 'admin' ? target !== '' : !text.test(target)
      if (badTarget)
        throw problem('body-invalid', {
          field: 'target',
          expected: kind === 'admin' ? "nothing: 'admin' has no target." : `the name of a ${kind}.`,
        })
      if (!text.test(value))
        throw problem('body-invalid', { field: 'value', expected: 'the value as the claim carries it.' })
      await db.query(
        `insert into claim_mapping (claim, value, kind, target, created_at, created_by) values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing`,
        [claim, value, kind, target, new Date(now()), by],
      )
    },
    async remove(mapping) {
      const shown = `${mapping.claim} ${mapping.value}`
      if (configured.some((each) => same(each, mapping)))
        throw problem('entity-protected', {
          type: 'claim mapping',
          name: shown,
          action: 'removed here: WAYMARK_CLAIM_MAPPINGS names it',
        })
      const { rowCount } = await db.query(
        'delete from claim_mapping where claim = $1 and value = $2 and kind = $3 and target = $4',
        [mapping.claim, mapping.value, mapping.kind, mapping.target],
      )
      if (rowCount === 0) throw problem('entity-not-found', { type: 'claim mapping', key: shown })
    },
  }
}
