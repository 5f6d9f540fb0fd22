/** A team: who is in it, what it is part of, and which roles it gives. */

import { Button } from '@mantine/core'
import type { EntityReference } from '@waymark/spec'
import { accessTexts as texts } from '../../texts/access.ts'
import { assetTexts } from '../../texts/asset.ts'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Empty } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import { type Asset, titleOf } from '../asset/asset.ts'
import { AssetHeader } from '../asset/asset-header.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import { LinkedAssets } from '../asset/linked-assets.tsx'
import { listedReferences, ReferencesField, searchedReferences } from '../asset/references-field.tsx'
import { referencesOf } from '../asset/structure.ts'
import { useAssetChanges } from '../asset/use-asset-change.ts'
import { wordsOf } from '../asset/words.ts'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import { HistoryTabs } from './history-tabs.tsx'

const [people, teams, roles, policies] = [
  searchedReferences('user_search_index'),
  searchedReferences('team_search_index'),
  listedReferences('role'),
  listedReferences('policy'),
]

/** What is changed on the page, by the member that holds it. */
const fields = [
  { member: 'users', title: texts.columns.people, words: assetTexts.words.people, choices: people },
  { member: 'parents', title: texts.columns.above, words: assetTexts.words.teamsAbove, choices: teams },
  { member: 'defaultRoles', title: texts.columns.givesRoles, words: assetTexts.words.roles, choices: roles },
  { member: 'policies', title: texts.columns.policies, words: assetTexts.words.policies, choices: policies },
] as const

export default function TeamPage({ asset }: { readonly asset: Asset }) {
  const { teamType, email } = asset as { teamType?: unknown; email?: unknown } // members of teams
  const users = referencesOf(asset, 'users')
  const linked = (link: string) => referencesOf(asset, link)
  return (
    <div className={assetClasses.page}>
      <AssetHeader type="team" asset={asset} />
      <DescriptionPanel type="team" asset={asset} />
      <dl className={assetClasses.facts}>
        <div>
          <dt>{texts.columns.kind}</dt>
          <dd>{wordsOf(String(teamType))}</dd>
        </div>
        {typeof email === 'string' && (
          <div>
            <dt>{texts.columns.email}</dt>
            <dd>{email}</dd>
          </div>
        )}
        {fields.map(({ member, title, words, choices }) => (
          <div key={member}>
            <dt>{title}</dt>
            <dd>
              <ReferencesField
                type="team"
                asset={asset}
                member={member}
                words={words}
                choices={choices}
                references={linked(member)}
              />
            </dd>
          </div>
        ))}
      </dl>
      {linked('children').length > 0 && (
        <LinkedAssets title={wordsOf('children')} references={linked('children')} />
      )}
      <HistoryTabs
        type="team"
        asset={asset}
        tabs={[
          { title: texts.tabs.members, panel: <Members asset={asset} users={users} /> },
          ...(linked('owns').length > 0
            ? [
                {
                  title: texts.tabs.owns,
                  panel: <LinkedAssets title={texts.tabs.owns} references={linked('owns')} />,
                },
              ]
            : []),
        ]}
      />
    </div>
  )
}

interface MembersProps {
  readonly asset: Asset
  readonly users: readonly EntityReference[]
}

function Members({ asset, users }: MembersProps) {
  const refusal = useRefusal('team', asset)('EditUsers')
  const { setMember } = useAssetChanges('team', asset.fullyQualifiedName)
  if (users.length === 0) return <Empty title={texts.noPeople}>{texts.noPeopleHint}</Empty>
  const remove = (user: EntityReference): void => {
    const others = users.filter(({ id }) => id !== user.id)
    setMember('users', others).then(
      () => announceSaved(texts.left(titleOf(user)), () => setMember('users', users)),
      announceFailed,
    )
  }
  return (
    <table className={assetClasses.rows}>
      <thead>
        <tr>
          <th>{texts.total(texts.columns.people, users.length)}</th>
          <th>
            <span className="visually-hidden">{texts.remove}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <td>
              <AssetLink type="user" fqn={user.fullyQualifiedName ?? user.name ?? user.id}>
                {titleOf(user)}
              </AssetLink>
            </td>
            <td>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={texts.removeFrom(titleOf(user))}
                onClick={() => remove(user)}
                {...refused(refusal)}
              >
                {texts.remove}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
