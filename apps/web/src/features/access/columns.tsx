/** What a list says of people, teams, roles, policies and bots beside their names. */
import type { EntityReference } from '@waymark/spec'
import type { ReactNode } from 'react'
import { type AccessType, accessTexts } from '../../texts/access.ts'
import { MarkdownLine } from '../../ui/markdown-text.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ReferenceLinks } from '../asset/reference-links.tsx'
import { wordsOf } from '../asset/words.ts'
import type { AccessEntry } from './access-api.ts'

const { columns: titles, administrator, never, nothing, fields } = accessTexts

export interface Column {
  readonly title: string
  readonly cell: (entry: AccessEntry) => ReactNode
}

function Links({ references = [] }: { readonly references: readonly EntityReference[] | undefined }) {
  if (references.length === 0) return <span className="dim">{nothing}</span>
  return <ReferenceLinks references={references} />
}

const description: Column = {
  title: fields.description,
  cell: ({ description }) => description && <MarkdownLine source={description} />,
}

const columns: Readonly<Record<AccessType, readonly Column[]>> = {
  user: [
    { title: titles.email, cell: ({ email }) => email },
    { title: titles.teams, cell: ({ teams }) => <Links references={teams} /> },
    {
      title: titles.roles,
      cell: ({ roles, isAdmin }) => (isAdmin ? administrator : <Links references={roles} />),
    },
    {
      title: titles.lastLogin,
      cell: ({ lastLoginTime }) =>
        lastLoginTime === undefined ? (
          <span className="dim">{never}</span>
        ) : (
          <RelativeTime atMs={lastLoginTime} />
        ),
    },
  ],
  team: [
    { title: titles.kind, cell: ({ teamType }) => teamType && wordsOf(teamType) },
    { title: titles.above, cell: ({ parents }) => <Links references={parents} /> },
    { title: titles.people, cell: ({ userCount = 0 }) => userCount.toLocaleString('en') },
    { title: titles.givesRoles, cell: ({ defaultRoles }) => <Links references={defaultRoles} /> },
  ],
  role: [{ title: titles.policies, cell: ({ policies }) => <Links references={policies} /> }, description],
  policy: [
    { title: titles.rules, cell: ({ rules = [] }) => rules.map(({ name }) => name).join(', ') },
    description,
  ],
  bot: [
    {
      title: titles.account,
      cell: ({ botUser }) => <Links references={botUser && [botUser]} />,
    },
    description,
  ],
}

export function columnsOf(type: AccessType): readonly Column[] {
  return columns[type]
}
