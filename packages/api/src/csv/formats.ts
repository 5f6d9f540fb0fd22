/** The CSV files that there are. */
import { type EntityReference, formatEntityLink, parseEntityLink, problem } from '@waymark/spec'
import { joinList, splitList } from './cell.ts'
import { type Column, columns, type Format } from './format.ts'

const { text, names, flag } = columns

const fqnOf = (value: unknown): string => (value as EntityReference | undefined)?.fullyQualifiedName ?? '' // a link

const termColumns: readonly Column[] = [
  {
    name: 'parent',
    description: 'The term above; empty at the top of the glossary.',
    example: 'Business.Party',
    write: (entity) => fqnOf(entity.parent),
    read: (cell, into) => {
      into.parent = cell
    },
  },
  columns.name,
  columns.displayName,
  { ...columns.description, required: true },
  {
    name: 'synonyms',
    description: 'Other words for it.',
    example: 'Client;Buyer',
    write: ({ synonyms }) => joinList((synonyms ?? []) as string[]), // a list of texts by its schema
    read: (cell, into) => {
      into.synonyms = splitList(cell)
    },
  },
  {
    name: 'relatedTerms',
    description: 'Terms that have to do with it.',
    example: 'Business.Order',
    write: ({ relatedTerms }) =>
      joinList(((relatedTerms ?? []) as { term: EntityReference }[]).map(({ term }) => fqnOf(term))), // TermRelations
    read: (cell, into) => {
      into.relatedTerms = splitList(cell)
    },
  },
  {
    name: 'references',
    description: 'Names and addresses in turn; - where one is missing.',
    example: 'Handbook;https://example.com/handbook',
    write: ({ references }) =>
      joinList(
        ((references ?? []) as { name?: string; endpoint?: string }[]).flatMap((one) => [
          one.name ?? '-',
          one.endpoint ?? '-',
        ]),
      ), // TermReferences
    read: (cell, into) => {
      const items = splitList(cell)
      if (items.length % 2 !== 0)
        throw problem('import-invalid', {
          reason: `references: '${items.at(-1)}' has no address: write name;address, and - for what is missing.`,
        })
      const given = (at: number, member: string) => (items[at] === '-' ? {} : { [member]: items[at] })
      into.references = items.flatMap((_, at) =>
        at % 2 === 0 ? [{ ...given(at, 'name'), ...given(at + 1, 'endpoint') }] : [],
      )
    },
  },
  columns.tags,
  columns.reviewers,
  columns.owners,
  flag('mutuallyExclusive', 'An asset wears at most one of its children.'),
  columns.extension,
]

const termFields = ['parent', 'tags', 'reviewers', 'owners', 'relatedTerms', 'extension']

const assetColumns: readonly Column[] = [
  columns.name,
  columns.displayName,
  columns.description,
  columns.owners,
  columns.tags,
  columns.glossaryTerms,
  columns.tiers,
  text('retentionPeriod', 'How long data stays, as ISO 8601 writes it.', 'P30D'),
  text('sourceUrl', 'Its address in the source.', 'https://example.com/x'),
  names('domains', 'Domains it belongs to.', 'Sales'),
  columns.extension,
]

const assetFields = ['owners', 'tags', 'domains', 'extension']

const domainColumns: readonly Column[] = [
  columns.name,
  columns.displayName,
  { ...columns.description, required: true },
  columns.tags,
  columns.glossaryTerms,
  columns.owners,
  names('experts', 'Who knows about it.', 'jane;joe'),
]

const domainFields = ['tags', 'owners', 'experts', 'extension']

const linkTo = (fqn: string) => formatEntityLink({ type: 'table', fqn })

const testColumns: readonly Column[] = [
  columns.name,
  columns.displayName,
  columns.description,
  {
    name: 'testDefinition',
    required: true,
    description: 'What is tested, by the name of its definition.',
    example: 'columnValuesToBeNotNull',
    write: ({ testDefinition }) => fqnOf(testDefinition),
    read: (cell, into) => {
      into.testDefinition = cell
    },
  },
  {
    name: 'entityFQN',
    description: 'The table, or one of its columns; the table of the file when empty.',
    example: 'service.database.schema.table.column',
    write: ({ entityFQN }) => String(entityFQN),
    read: (cell, into) => {
      const { type, fqn } = parseEntityLink(String(into.entityLink)) // of the table, by `given`
      if (cell === fqn) return
      if (!cell.startsWith(`${fqn}.`))
        throw problem('import-invalid', { reason: `'${cell}' is neither ${fqn} nor one of its columns.` })
      into.entityLink = formatEntityLink({ type, fqn, member: 'columns', part: cell.slice(fqn.length + 1) })
    },
  },
  {
    name: 'parameterValues',
    description: 'Values of the parameters of the definition.',
    example: 'minValue:1;maxValue:100',
    write: ({ parameterValues }) =>
      joinList(
        ((parameterValues ?? []) as { name?: string; value?: string }[]).map(
          ({ name = '', value = '' }) => `${name}:${value}`,
        ),
      ), // by the schema of a test
    read: (cell, into) => {
      into.parameterValues = splitList(cell).map((item) => {
        const colon = item.indexOf(':')
        if (colon < 1)
          throw problem('import-invalid', { reason: `'${item}' is no parameter: write name:value.` })
        return { name: item.slice(0, colon), value: item.slice(colon + 1) }
      })
    },
  },
  flag('computePassedFailedRowCount', 'Count the rows that pass and fail.'),
  flag('useDynamicAssertion', 'Learn what to expect from earlier results.'),
  columns.owners,
  columns.tags,
  columns.glossaryTerms,
]

const below = (parent: string, of: string, rows: string, what: string): Format => ({
  of,
  rows,
  summary: `${what} of one ${of}, one a row.`,
  columns: assetColumns,
  fields: assetFields,
  filters: ({ fullyQualifiedName }) => ({ [parent]: fullyQualifiedName }),
  given: ({ fullyQualifiedName }) => ({ [parent]: fullyQualifiedName }),
})

export const formats: readonly Format[] = [
  {
    of: 'glossary',
    rows: 'glossaryTerm',
    summary: 'Terms of a glossary, one a row; parents stand before their children.',
    columns: termColumns,
    fields: termFields,
    filters: ({ fullyQualifiedName }) => ({ glossary: fullyQualifiedName }),
    given: ({ fullyQualifiedName }) => ({ glossary: fullyQualifiedName }),
  },
  {
    of: 'glossaryTerm',
    rows: 'glossaryTerm',
    summary: 'Terms below a term, one a row; parents stand before their children.',
    columns: termColumns,
    fields: termFields,
    filters: ({ fullyQualifiedName }) => ({ parent: fullyQualifiedName }),
    given: ({ fullyQualifiedName, glossary }) => ({ glossary: fqnOf(glossary), parent: fullyQualifiedName }),
  },
  {
    of: 'team',
    rows: 'team',
    summary: 'Teams directly below a team, one a row.',
    columns: [
      columns.name,
      columns.displayName,
      columns.description,
      text('teamType', 'Group, Department, Division or BusinessUnit.', 'Group', true),
      names('parents', 'Teams above it; the team of the file when empty.', 'Organization'),
      columns.owners,
      flag('isJoinable', 'People may join by themselves.'),
      names('defaultRoles', 'Roles of everybody in it.', 'DataConsumer'),
      names('policies', 'Policies that hold for its resources.', 'TeamOnlyPolicy'),
    ],
    fields: ['parents', 'owners', 'defaultRoles', 'policies'],
    filters: ({ fullyQualifiedName }) => ({ parents: fullyQualifiedName }),
    given: ({ fullyQualifiedName }) => ({ parents: [fullyQualifiedName] }),
  },
  {
    of: 'team',
    rows: 'user',
    summary: 'People of a team, one a row.',
    columns: [
      columns.name,
      columns.displayName,
      columns.description,
      text('email', 'E-mail address.', 'jane@example.com', true),
      text('timezone', 'Time zone.', 'Europe/Zurich'),
      flag('isAdmin', 'May do everything.'),
      names('teams', 'Teams of the person; the team of the file when empty.', 'Finance'),
      names('roles', 'Roles of the person.', 'DataSteward'),
    ],
    fields: ['teams', 'roles'],
    filters: ({ fullyQualifiedName }) => ({ teams: fullyQualifiedName }),
    given: ({ fullyQualifiedName }) => ({ teams: [fullyQualifiedName] }),
  },
  {
    of: 'domain',
    rows: 'domain',
    summary: 'Domains below a domain, one a row; parents stand before their children.',
    columns: [
      {
        name: 'parent',
        description: 'The domain above; the one of the file when empty.',
        example: 'Sales',
        write: (entity) => fqnOf(entity.parent),
        read: (cell, into) => {
          into.parent = cell
        },
      },
      ...domainColumns,
      text('domainType', 'Source-aligned, Consumer-aligned or Aggregate.', 'Aggregate', true),
      columns.extension,
    ],
    fields: domainFields,
    filters: ({ fullyQualifiedName }) => ({ parent: fullyQualifiedName }),
    given: ({ fullyQualifiedName }) => ({ parent: fullyQualifiedName }),
  },
  {
    of: 'domain',
    rows: 'dataProduct',
    summary: 'Data products of a domain, one a row.',
    columns: [
      ...domainColumns,
      names('domains', 'Its domains; the domain of the file when empty.', 'Sales'),
      columns.reviewers,
      columns.extension,
    ],
    fields: [...domainFields, 'domains', 'reviewers'],
    filters: ({ fullyQualifiedName }) => ({ domains: fullyQualifiedName }),
    given: ({ fullyQualifiedName }) => ({ domains: [fullyQualifiedName] }),
  },
  below('service', 'databaseService', 'database', 'Databases'),
  below('database', 'database', 'databaseSchema', 'Schemas'),
  { ...below('databaseSchema', 'databaseSchema', 'table', 'Tables'), fresh: { columns: [] } },
  {
    of: 'table',
    rows: 'testCase',
    summary: 'Tests of a table and its columns, one a row.',
    columns: testColumns,
    fields: ['owners', 'tags'],
    filters: ({ fullyQualifiedName }) => ({
      entityLink: linkTo(fullyQualifiedName),
      includeAllTests: 'true',
    }),
    given: ({ fullyQualifiedName }) => ({ entityLink: linkTo(fullyQualifiedName) }),
  },
]
