/** How a declaration says that its entities are words put on assets, and what is counted of an entity when asked. */

/** Entities of this type are tag labels, or families of them. */
export interface LabelRules {
  /** `source` of the labels that name entities of this type. Absent on a family (a classification), which is no label itself. */
  readonly source?: 'Classification' | 'Glossary'
  /** Boolean member of this type: where true, one asset or column wears at most one of its children. */
  readonly exclusiveChildren?: string
  /** Boolean member of this type: where true, new uses of it and of what stands below it are refused. */
  readonly disabled?: string
  /** Whoever wears it wears its own tags as well, with `labelType: Derived`. */
  readonly derives?: boolean
}

/** A number that is worked out when `fields=` names it, for all entities of an answer in one statement. */
export type Count =
  /** Live entities whose parent this is; of the given types, default all. */
  | { readonly of: 'children'; readonly types?: readonly string[] }
  /** Live entities at any depth below. */
  | { readonly of: 'descendants'; readonly types?: readonly string[] }
  /** Uses as a tag label, its own and of everything below it. */
  | { readonly of: 'labelUses' }
  /** Live entities at the other end of a relation of this declaration. */
  | { readonly of: 'link'; readonly relation: string }
