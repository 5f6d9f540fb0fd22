/** Which entities somebody may see, as a tree over facts of an entity: what a policy's conditions leave once the asker is known. */

/**
 * `true` and `false` stand only at the top. `certification` and `tags` name fully qualified names of tags; ids are entity ids.
 * Whoever lists entities turns this into a filter, so that nothing is read that may not be seen.
 */
export type ResourcePredicate =
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'not'; readonly of: ResourcePredicate }
  | { readonly kind: 'and' | 'or'; readonly of: readonly ResourcePredicate[] }
  /** One of the owners, reviewers or domains has one of the ids. */
  | { readonly kind: 'owner' | 'reviewer' | 'domain'; readonly ids: readonly string[] }
  | { readonly kind: 'noOwner' | 'noDomain' }
  /** The entity itself, not one of its columns, carries one (or each) of the tags. */
  | { readonly kind: 'anyTag' | 'allTags' | 'anyCertification'; readonly tags: readonly string[] }
