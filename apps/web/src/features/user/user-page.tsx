/** A person or a bot: who it is, its teams and roles, what it owns, where it is signed in, what it may do and why. */

import { Badge, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { EntityReference, User } from '@waymark/spec'
import { accessTexts as texts } from '../../texts/access.ts'
import { assetTexts } from '../../texts/asset.ts'
import { userTexts } from '../../texts/user.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Empty } from '../../ui/states.tsx'
import accessClasses from '../access/access.module.css'
import { HistoryTabs } from '../access/history-tabs.tsx'
import { PasswordPanel } from '../access/password-panel.tsx'
import { RightsPanel } from '../access/rights-panel.tsx'
import { SessionsPanel } from '../access/sessions-panel.tsx'
import classes from '../asset/asset.module.css'
import { type Asset, titleOf } from '../asset/asset.ts'
import { AssetIcon } from '../asset/asset-icon.tsx'
import { AssetMenu } from '../asset/asset-menu.tsx'
import { LinkedAssets } from '../asset/linked-assets.tsx'
import { listedReferences, ReferencesField, searchedReferences } from '../asset/references-field.tsx'
import { useAssetChanges } from '../asset/use-asset-change.ts'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { sessionQuery } from '../session/session.ts'

const [teams, roles] = [searchedReferences('team_search_index'), listedReferences('role')]

export default function UserPage({ asset }: { readonly asset: Asset }) {
  const user = asset as unknown as User // read from the users' collection
  const { data: me } = useQuery(sessionQuery)
  const isSelf = me?.id === user.id
  const mayLook = isSelf || me?.isAdmin === true
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.title}>
          <h1>
            <AssetIcon type="user" size={22} />
            {titleOf(asset)}
          </h1>
          {user.isAdmin && (
            <Badge color="blaze" className={classes.tier}>
              {userTexts.administrator}
            </Badge>
          )}
          {user.isBot && (
            <Badge color="gray" className={classes.tag}>
              {userTexts.bot}
            </Badge>
          )}
          {asset.deleted && <Badge color="red">{userTexts.disabled}</Badge>}
          {me?.isAdmin && <AssetMenu type="user" asset={asset} />}
        </div>
        <dl className={classes.facts}>
          <div>
            <dt>{userTexts.email}</dt>
            <dd>{user.email}</dd>
          </div>
          <div>
            <dt>{userTexts.teams}</dt>
            <dd>
              <ReferencesField
                type="user"
                asset={asset}
                member="teams"
                words={assetTexts.words.teams}
                choices={teams}
                references={user.teams}
              />
            </dd>
          </div>
          <div>
            <dt>{userTexts.roles}</dt>
            <dd>
              <ReferencesField
                type="user"
                asset={asset}
                member="roles"
                words={assetTexts.words.roles}
                choices={roles}
                references={user.roles}
              />
            </dd>
          </div>
          {me?.isAdmin && !isSelf && !user.isBot && <AdministratorFact asset={asset} user={user} />}
          {user.lastLoginTime !== undefined && (
            <div>
              <dt>{userTexts.lastSignedIn}</dt>
              <dd>
                <RelativeTime atMs={user.lastLoginTime} />
              </dd>
            </div>
          )}
        </dl>
      </header>
      <DescriptionPanel type="user" asset={asset} />
      <HistoryTabs
        type="user"
        asset={asset}
        tabs={[
          { title: texts.tabs.owns, panel: <Owned references={user.owns ?? []} /> },
          ...(mayLook && !user.isBot
            ? [{ title: texts.tabs.sessions, panel: <SignedInPanel user={user} isSelf={isSelf} /> }]
            : []),
          ...(mayLook
            ? [{ title: texts.tabs.rights, panel: <RightsPanel name={user.name} isSelf={isSelf} /> }]
            : []),
        ]}
      />
    </div>
  )
}

function SignedInPanel({ user, isSelf }: { readonly user: User; readonly isSelf: boolean }) {
  return (
    <div className={accessClasses.panel}>
      <SessionsPanel userId={user.id} />
      <PasswordPanel userId={user.id} name={user.name} isSelf={isSelf} />
    </div>
  )
}

function Owned({ references }: { readonly references: readonly EntityReference[] }) {
  if (references.length === 0) return <Empty title={userTexts.ownsNothing}>{userTexts.ownsNothingHint}</Empty>
  return <LinkedAssets title={texts.tabs.owns} references={references} />
}

/** Only administrators make administrators. */
function AdministratorFact({ asset, user }: { readonly asset: Asset; readonly user: User }) {
  const { setMember } = useAssetChanges('user', asset.fullyQualifiedName)
  const isAdmin = user.isAdmin === true
  const change = (): void => {
    setMember('isAdmin', !isAdmin).then(
      () => announceSaved(isAdmin ? texts.isNoAdmin : texts.isAdminNow, () => setMember('isAdmin', isAdmin)),
      announceFailed,
    )
  }
  return (
    <div>
      <dt>{texts.administrator}</dt>
      <dd>
        <Button size="compact-xs" variant="default" onClick={change}>
          {isAdmin ? texts.takeAdmin : texts.makeAdmin}
        </Button>
      </dd>
    </div>
  )
}
