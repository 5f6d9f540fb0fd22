/** How callers name one entity. */
export type EntityKey = { readonly id: string } | { readonly fqn: string }
