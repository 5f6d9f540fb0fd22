/** Who brought an entity: the product itself, a person, or an automation. */
import { Type } from '@sinclair/typebox'

/** What belongs to the system is not deleted by anyone. */
export const Provider = Type.String({ enum: ['system', 'user', 'automation'], $id: 'Provider' })
