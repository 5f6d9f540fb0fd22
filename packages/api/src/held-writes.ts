/** What every write is held to, whichever route it comes by: the caller's rights, the installation's rules, safe destinations. */
import type { PendingWrite, WriteOptions } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { requireAllowedDestinations } from './alert-destinations.ts'
import { writeAuthorizer } from './authorization.ts'
import type { ApiDependencies } from './context.ts'
import { entityRulesOf } from './entity-rules.ts'

/** Options of a write by `principal`; each write may be of one of the given types. */
export async function heldWrites(
  deps: Pick<ApiDependencies, 'engine' | 'identity' | 'alerts'>,
  principal: Principal,
  ...types: readonly string[]
): Promise<Required<Pick<WriteOptions, 'authorize'>>> {
  const { engine, identity, alerts } = deps
  // Read beforehand: inside the transaction of the write they would need a second connection.
  const rules = new Map(
    await Promise.all(
      [...new Set(types)].map(async (type) => [type, await entityRulesOf(engine, type)] as const),
    ),
  )
  return {
    async authorize(write: PendingWrite) {
      if (!rules.has(write.type)) throw new RangeError(`a write of ${write.type} was not announced`)
      await writeAuthorizer(identity, principal, engine.registry.byType(write.type))(write)
      if (!write.after || write.action === 'delete') return
      rules.get(write.type)?.(write.after)
      if (write.type === 'eventSubscription' && alerts) await requireAllowedDestinations(alerts, write)
    },
  }
}
