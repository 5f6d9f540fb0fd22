/** Declares what the connection of one kind of source takes. The schema is built when it is first asked for. */
import { type TObject, type TSchema, Type } from '@sinclair/typebox'
import { type Members, optional, properties, word } from './members.ts'

export interface Connector {
  /** `config.type`, and `serviceType` of the service: `Postgres`. */
  readonly type: string
  readonly schema: () => TSchema
}

interface ConnectorMembers extends Members {
  /** A configuration without `type` is refused; elsewhere the service's type stands in. */
  readonly typeRequired?: boolean
}

export function connector(type: string, members: () => ConnectorMembers): Connector {
  let built: TObject | undefined
  const build = () => {
    const { typeRequired, ...rest } = members()
    const own = word(type)
    return Type.Object(
      { type: typeRequired ? own : optional(own), ...properties(rest) },
      { additionalProperties: false },
    )
  }
  return {
    type,
    schema: () => {
      built ??= build()
      return built
    },
  }
}
