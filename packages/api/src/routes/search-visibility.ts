/** What the caller may see, for lists, searches and lineage. */
import type { Engine, Visibility } from '@waymark/engine'
import type { Identity, Principal } from '@waymark/identity'
import type { ResourcePredicate } from '@waymark/spec'

/** By entity type. Undefined: everything, so that nothing has to be filtered. */
export async function visibilityOf(
  { engine, identity }: { readonly engine: Engine; readonly identity: Identity },
  principal: Principal,
): Promise<Visibility | undefined> {
  if (principal.isAdmin) return undefined
  const visible = new Map<string, ResourcePredicate>()
  let isAll = true
  for (const { type } of engine.registry.all) {
    const predicate = await identity.filter(principal, 'ViewBasic', type)
    if (predicate.kind !== 'true') isAll = false
    visible.set(type, predicate)
  }
  return isAll ? undefined : visible
}
