/** A policy: its rules, and who is held to them. */
import { Badge, Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { Policy, PolicyRule } from '@waymark/spec'
import { useState } from 'react'
import { accessTexts } from '../../texts/access.ts'
import { Bar } from '../../ui/bar.tsx'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import assetClasses from '../asset/asset.module.css'
import type { Asset } from '../asset/asset.ts'
import { AssetHeader } from '../asset/asset-header.tsx'
import { LinkedAssets } from '../asset/linked-assets.tsx'
import { referencesOf } from '../asset/structure.ts'
import { useAssetChanges } from '../asset/use-asset-change.ts'
import { wordsOf } from '../asset/words.ts'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import classes from './access.module.css'
import { HistoryTabs } from './history-tabs.tsx'
import { RuleForm } from './rule-form.tsx'

const texts = accessTexts.rules

export default function PolicyPage({ asset }: { readonly asset: Asset }) {
  const policy = asset as unknown as Policy // read from the policies' collection
  return (
    <div className={assetClasses.page}>
      <AssetHeader type="policy" asset={asset} />
      <DescriptionPanel type="policy" asset={asset} />
      <Rules asset={asset} rules={policy.rules} />
      {['roles', 'teams'].map((link) => {
        const references = referencesOf(asset, link)
        return (
          references.length > 0 && <LinkedAssets key={link} title={wordsOf(link)} references={references} />
        )
      })}
      <HistoryTabs type="policy" asset={asset} />
    </div>
  )
}

function Rules({ asset, rules }: { readonly asset: Asset; readonly rules: readonly PolicyRule[] }) {
  const refusal = useRefusal('policy', asset)('EditPolicy')
  const { setMember } = useAssetChanges('policy', asset.fullyQualifiedName)
  /** Which rule is being changed: its place, or one behind the last for a new one. */
  const [edited, setEdited] = useState<number>()
  const save = (next: readonly PolicyRule[]): void => {
    setEdited(undefined)
    setMember('rules', next).then(
      () => announceSaved(texts.saved, () => setMember('rules', rules)),
      announceFailed,
    )
  }
  const replace = (place: number, rule: PolicyRule): void => {
    save(place === rules.length ? [...rules, rule] : rules.map((one, at) => (at === place ? rule : one)))
  }
  const form = (place: number, rule?: PolicyRule) => (
    <RuleForm
      {...(rule && { rule })}
      onSave={(changed) => replace(place, changed)}
      onClose={() => setEdited(undefined)}
    />
  )
  return (
    <section aria-label={texts.title} className={classes.panel}>
      <Bar>
        <h2>{texts.title}</h2>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => setEdited(rules.length)}
          {...refused(refusal)}
        >
          {texts.add}
        </Button>
      </Bar>
      <p className="dim">{texts.explanation}</p>
      <ul className={classes.rules}>
        {rules.map((rule, place) => (
          <li key={rule.name}>
            {edited === place ? (
              form(place, rule)
            ) : (
              <RuleText
                rule={rule}
                refusal={refusal}
                onEdit={() => setEdited(place)}
                {...(rules.length > 1 && { onRemove: () => save(rules.filter((_, at) => at !== place)) })}
              />
            )}
          </li>
        ))}
      </ul>
      {edited === rules.length && form(rules.length)}
    </section>
  )
}

interface RuleTextProps {
  readonly rule: PolicyRule
  readonly refusal: string | undefined
  readonly onEdit: () => void
  /** Absent for the only rule: a policy has at least one. */
  readonly onRemove?: () => void
}

function RuleText({ rule, refusal, onEdit, onRemove }: RuleTextProps) {
  const { name, effect, operations, resources, condition, description } = rule
  return (
    <>
      <Bar>
        <span>
          <Badge color={effect === 'deny' ? 'blaze' : 'spruce'} className={assetClasses.tag}>
            {effect === 'deny' ? texts.deny : texts.allow}
          </Badge>{' '}
          <strong>{name}</strong>
        </span>
        <span className={classes.buttons}>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={texts.editOne(name)}
            onClick={onEdit}
            {...refused(refusal)}
          >
            {texts.edit}
          </Button>
          {onRemove && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={texts.removeOne(name)}
              onClick={onRemove}
              {...refused(refusal)}
            >
              {accessTexts.remove}
            </Button>
          )}
        </span>
      </Bar>
      <span>
        {operations.map((operation) => wordsOf(operation)).join(', ')} {texts.on}{' '}
        {resources.map((resource) => (resource === 'all' ? texts.all : wordsOf(resource))).join(', ')}
        {condition && (
          <>
            {' '}
            {texts.when} <code>{condition}</code>
          </>
        )}
      </span>
      {description && <span className="dim">{description}</span>}
    </>
  )
}
