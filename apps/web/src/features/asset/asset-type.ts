/** What a page knows of an entity type; the build takes it from the declarations. */
export interface AssetType {
  readonly type: string
  readonly label: string
  readonly plural: string
  /** Path below `/api/v1/`. */
  readonly collection: string
  /** Links to ask for beside what every answer has. */
  readonly fields: readonly string[]
  /** Links shown as lists of references. */
  readonly links: readonly string[]
  /** What is listed on its page, and the list's filter that names this asset. */
  readonly children: readonly { readonly type: string; readonly filter: string }[]
  /** Data flows into it or out of it. */
  readonly hasLineage: boolean
  readonly hasOwners: boolean
  readonly hasTags: boolean
  readonly hasFollowers: boolean
}
