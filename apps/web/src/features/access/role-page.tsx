/** A role: the policies it stands for, and who has it. */

import { accessTexts as texts } from '../../texts/access.ts'
import { assetTexts } from '../../texts/asset.ts'
import assetClasses from '../asset/asset.module.css'
import type { Asset } from '../asset/asset.ts'
import { AssetHeader } from '../asset/asset-header.tsx'
import { LinkedAssets } from '../asset/linked-assets.tsx'
import { listedReferences, ReferencesField } from '../asset/references-field.tsx'
import { referencesOf } from '../asset/structure.ts'
import { wordsOf } from '../asset/words.ts'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { HistoryTabs } from './history-tabs.tsx'

const policies = listedReferences('policy')

export default function RolePage({ asset }: { readonly asset: Asset }) {
  return (
    <div className={assetClasses.page}>
      <AssetHeader type="role" asset={asset} />
      <DescriptionPanel type="role" asset={asset} />
      <p className="dim">{texts.roleMeans}</p>
      <dl className={assetClasses.facts}>
        <div>
          <dt>{texts.columns.policies}</dt>
          <dd>
            <ReferencesField
              type="role"
              asset={asset}
              member="policies"
              words={assetTexts.words.policies}
              choices={policies}
              references={referencesOf(asset, 'policies')}
            />
          </dd>
        </div>
      </dl>
      {['users', 'teams'].map((link) => {
        const references = referencesOf(asset, link)
        return (
          references.length > 0 && <LinkedAssets key={link} title={wordsOf(link)} references={references} />
        )
      })}
      <HistoryTabs type="role" asset={asset} />
    </div>
  )
}
