/** Lets conversations read and write entities inside their own transactions, as the engine does outside. */
import type { Database } from '../database.ts'
import { lockById } from '../entity-rows.ts'
import { patchEntity } from '../patch.ts'
import { propagate } from '../propagate.ts'
import { addFields, notFound } from '../read.ts'
import type { WriteContext } from '../write.ts'
import type { ConversationContext } from './context.ts'

export function createConversationContext(database: Database, context: WriteContext): ConversationContext {
  const { types, secrets, now, randomBytes } = context
  return {
    database,
    types,
    now,
    randomBytes,
    async lock(tx, typeName, id) {
      const type = types.of(typeName)
      const stored = await lockById(tx, typeName, id)
      if (!stored) throw notFound(type, { id })
      const [entity] = await addFields(tx, type, [stored], {}, secrets)
      if (!entity) throw notFound(type, { id })
      return entity
    },
    async patch(tx, typeName, id, patch, actor, options) {
      const type = types.of(typeName)
      const stored = await lockById(tx, typeName, id)
      if (!stored) throw notFound(type, { id })
      const plan = await patchEntity(tx, context, type, stored, { patch, actor, options })
      await propagate(tx, types, [plan])
    },
  }
}
