/** What glossaries with their terms and classifications with their tags have in common for the pages. */
import { type EntityReference, splitFqn } from '@waymark/spec'
import type { Asset } from '../asset/asset.ts'

/** A family of words, and the words in it. */
export interface Vocabulary {
  readonly family: 'glossary' | 'classification'
  readonly item: 'glossaryTerm' | 'tag'
}

const vocabularies: readonly Vocabulary[] = [
  { family: 'glossary', item: 'glossaryTerm' },
  { family: 'classification', item: 'tag' },
]

/** The vocabulary that a type is the family or the item of. */
export function vocabularyOf(type: string): Vocabulary | undefined {
  return vocabularies.find(({ family, item }) => type === family || type === item)
}

/** Fully qualified name of the family: the first part of every name in it. */
export function familyOf(fqn: string): string {
  try {
    const [first = fqn] = splitFqn(fqn)
    return fqn.startsWith('"') ? fqn.slice(0, first.replaceAll('"', '""').length + 2) : first
  } catch {
    return fqn
  }
}

/** How another term has to do with one: `relationType` is `relatedTo`, `broader`, or one that an administrator added. */
export interface RelatedTerm {
  readonly relationType?: string
  readonly term: EntityReference
}

/** The members of a term or a tag that the pages read. */
export interface Term extends Asset {
  readonly entityStatus?: string
  readonly disabled?: boolean
  readonly mutuallyExclusive?: boolean
  readonly provider?: string
  readonly synonyms?: readonly string[]
  readonly relatedTerms?: readonly RelatedTerm[]
  readonly reviewers?: Asset['owners']
}
