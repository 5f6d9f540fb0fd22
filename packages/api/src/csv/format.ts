/** How the entities of one kind stand in a CSV file: its columns, what is exported below what, and how rows are read. */
import type { EntityJson } from '@waymark/engine'
import {
  labelNames,
  readExtension,
  readFlag,
  readLabels,
  readTypedReferences,
  referenceNames,
  splitList,
  typedReferences,
} from './cell.ts'

export type Members = Record<string, unknown>

export interface Column {
  readonly name: string
  readonly required?: boolean
  readonly description: string
  readonly example: string
  readonly write: (entity: Readonly<Record<string, unknown>>) => string
  /** Adds what a cell says to a create request; an empty cell is not asked. @throws `import-invalid` */
  readonly read: (cell: string, into: Members) => void
}

export interface Format {
  /** Type of the entity in the path, whose file it is. */
  readonly of: string
  /** Type of the rows. */
  readonly rows: string
  readonly summary: string
  readonly columns: readonly Column[]
  /** Members to read for an export. */
  readonly fields: readonly string[]
  /** Filters that list the rows of the entity in the path. */
  readonly filters: (above: EntityJson) => Readonly<Record<string, string>>
  /** What every row has by standing in this file. */
  readonly given: (above: EntityJson) => Members
  /** Members that a create request must have and no cell says, for rows that are new. */
  readonly fresh?: Members
}

const text = (name: string, description: string, example: string, required = false): Column => ({
  name,
  ...(required ? { required } : {}),
  description,
  example,
  write: (entity) => (entity[name] === undefined ? '' : String(entity[name])),
  read: (cell, into) => {
    into[name] = cell
  },
})

const tags = (name: string, kind: 'tag' | 'tier' | 'term', description: string, example: string): Column => ({
  name,
  description,
  example,
  write: (entity) => labelNames(entity.tags, [kind]),
  read: (cell, into) => {
    into.tags = [...((into.tags as unknown[] | undefined) ?? []), ...readLabels(cell, kind)] // from columns before
  },
})

const people = (
  name: string,
  member: 'owners' | 'reviewers',
  description: string,
  example: string,
): Column => ({
  name,
  description,
  example,
  write: (entity) => typedReferences(entity[member]),
  read: (cell, into) => {
    into[member] = readTypedReferences(cell)
  },
})

/** Columns that files share. */
export const columns = {
  text,
  name: text('name', 'Name, unique where it stands.', 'Customer', true),
  displayName: text('displayName', 'Name as people read it.', 'Customer'),
  description: text('description', 'Description in Markdown.', 'Somebody who **buys**.'),
  tags: tags('tags', 'tag', 'Tags by fully qualified name.', 'PII.Sensitive;PersonalData.Personal'),
  tiers: tags('tiers', 'tier', 'The tier.', 'Tier.Tier1'),
  glossaryTerms: tags('glossaryTerms', 'term', 'Glossary terms.', 'Business.Customer'),
  owners: people('owner', 'owners', 'Users or one team.', 'user:jane;user:joe'),
  reviewers: people('reviewers', 'reviewers', 'Users or teams who approve.', 'user:jane;team:Stewards'),
  extension: {
    name: 'extension',
    description: 'Custom properties, as JSON or as name:value;name:value.',
    example: '{"costCenter": "42"}',
    write: ({ extension }) =>
      extension === undefined || Object.keys(extension as object).length === 0
        ? ''
        : JSON.stringify(extension), // an object
    read: (cell, into) => {
      into.extension = readExtension(cell)
    },
  } satisfies Column,
  names: (name: string, description: string, example: string, required = false): Column => ({
    name,
    ...(required ? { required } : {}),
    description,
    example,
    write: (entity) => referenceNames(entity[name]),
    read: (cell, into) => {
      into[name] = splitList(cell)
    },
  }),
  flag: (name: string, description: string): Column => ({
    name,
    description,
    example: 'true',
    write: (entity) => (entity[name] === undefined ? '' : String(entity[name])),
    read: (cell, into) => {
      into[name] = readFlag(cell)
    },
  }),
} as const
