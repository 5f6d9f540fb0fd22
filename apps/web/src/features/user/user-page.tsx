/** A person or a bot: who it is, its teams and roles, what it owns. */
import { Badge } from '@mantine/core'
import type { User } from '@waymark/spec'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Empty } from '../../ui/states.tsx'
import classes from '../asset/asset.module.css'
import { type Asset, titleOf, typeLabel } from '../asset/asset.ts'
import { AssetIcon } from '../asset/asset-icon.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import { listedReferences, ReferencesField, searchedReferences } from '../asset/references-field.tsx'
import { DescriptionPanel } from '../description/description-panel.tsx'

const [teams, roles] = [searchedReferences('team_search_index'), listedReferences('role')]

export default function UserPage({ asset }: { readonly asset: Asset }) {
  const user = asset as unknown as User // read from the users' collection
  const owns = user.owns ?? []
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
              Administrator
            </Badge>
          )}
          {user.isBot && (
            <Badge color="gray" className={classes.tag}>
              Bot
            </Badge>
          )}
        </div>
        <dl className={classes.facts}>
          <div>
            <dt>E-mail</dt>
            <dd>{user.email}</dd>
          </div>
          <div>
            <dt>Teams</dt>
            <dd>
              <ReferencesField
                type="user"
                asset={asset}
                member="teams"
                words="teams"
                choices={teams}
                references={user.teams}
              />
            </dd>
          </div>
          <div>
            <dt>Roles</dt>
            <dd>
              <ReferencesField
                type="user"
                asset={asset}
                member="roles"
                words="roles"
                choices={roles}
                references={user.roles}
              />
            </dd>
          </div>
          {user.lastLoginTime !== undefined && (
            <div>
              <dt>Last signed in</dt>
              <dd>
                <RelativeTime atMs={user.lastLoginTime} />
              </dd>
            </div>
          )}
        </dl>
      </header>
      <DescriptionPanel type="user" asset={asset} />
      <section aria-label="Owned assets">
        {owns.length === 0 ? (
          <Empty title="Owns nothing yet">An owner is set on the asset’s page.</Empty>
        ) : (
          <table className={classes.rows}>
            <thead>
              <tr>
                <th>Owns ({owns.length})</th>
                <th>Type</th>
              </tr>
            </thead>
            <tbody>
              {owns.map((owned) => (
                <tr key={owned.id}>
                  <td>
                    <AssetLink type={owned.type} fqn={owned.fullyQualifiedName ?? owned.name ?? owned.id}>
                      {owned.fullyQualifiedName ?? titleOf(owned)}
                    </AssetLink>
                  </td>
                  <td>{typeLabel(owned.type)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  )
}
