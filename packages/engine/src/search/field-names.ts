/** Names that clients use for members of a hit: analysers cut off, other spellings made one, texts told from values. */
import { problem } from '@waymark/spec'
import type { Scope } from './condition.ts'

/** Deeper than the members of any document; PostgreSQL gives up on a path of some thousand steps. */
const mostSteps = 32

/** What stands for a member of it. */
const spellings: Readonly<Record<string, string>> = {
  _id: 'id',
  _index: 'index',
  index_name: 'index',
  tag: 'tags.tagFQN',
  tags: 'tags.tagFQN',
  tier: 'tier.tagFQN',
  certification: 'certification.tagLabel.tagFQN',
  owner: 'owners.name',
  owners: 'owners.name',
  domain: 'domains.fullyQualifiedName',
  domains: 'domains.fullyQualifiedName',
  dataProducts: 'dataProducts.fullyQualifiedName',
  service: 'service.name',
  database: 'database.name',
  databaseSchema: 'databaseSchema.name',
}

/** Of the generation before owners and domains were lists. */
const pluralized = /^(owner|domain)(?=\.)/

const analysers = /\.(keyword|raw|ngram|compoundwords|actualCase|autocomplete)$/

/**
 * `owner.displayName.keyword` and `owners.displayName` are one member.
 * @throws problem `parameter-invalid` for a name that no document can have
 */
export function memberPath(name: string): string {
  if (name.split('.').length > mostSteps) {
    const expected = `a member's name of at most ${mostSteps} parts, e.g. columns.name.`
    throw problem('parameter-invalid', { parameter: 'field', expected })
  }
  const bare = name.replace(analysers, '').replace(pluralized, '$1s')
  return Object.hasOwn(spellings, bare) ? (spellings[bare] ?? bare) : bare
}

/** The member of a hit that stands first in the name, where it is asked whether there is any. */
export function topMember(name: string): string {
  const bare = name.replace(analysers, '')
  return bare === 'owner' || bare === 'domain' ? `${bare}s` : bare === 'tag' ? 'tags' : bare
}

const texts: Readonly<Record<string, Scope>> = {
  name: 'A',
  displayName: 'B',
  description: 'D',
  'columns.name': 'C',
  'columns.displayName': 'C',
  'columns.description': 'D',
}

/** The texts that a field names, or undefined for one that is compared as a whole. `name.keyword` is compared. */
export function textScope(name: string): Scope | undefined {
  const bare = name.replace(/\.(ngram|compoundwords|actualCase|autocomplete)$/, '')
  return Object.hasOwn(texts, bare) ? texts[bare] : undefined
}
