/** Marks strings that hold the fully qualified name of another entity, or of a part of one, so that renames reach them. */
import { type TString, Type } from '@sinclair/typebox'

/** JSON Schema keyword on a string; its value says how the name stands in it. */
export const FQN_KEYWORD = 'x-waymark-fqn'

/** A string that is a fully qualified name: `svc.db.schema.table.column`. */
export function fqnText(): TString {
  return Type.String({ [FQN_KEYWORD]: 'name', maxLength: 3072 })
}

/** An entity link: `<#E::table::svc.db.schema.table::columns::id>`. */
export function entityLinkText(): TString {
  return Type.String({ [FQN_KEYWORD]: 'link', maxLength: 6144 })
}
