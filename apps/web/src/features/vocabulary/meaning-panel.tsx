/** What a word is beside its description: synonyms, relations, who reviews it, where it stands, how it may be used. */

import { Button, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { assetTexts } from '../../texts/asset.ts'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import type { Asset } from '../asset/asset.ts'
import { ReferencesField, searchedReferences } from '../asset/references-field.tsx'
import { type AssetChanges, useAssetChanges } from '../asset/use-asset-change.ts'
import { sessionQuery } from '../session/session.ts'
import { useRefusal } from '../session/use-refusal.ts'
import { RelatedTerms } from './related-terms.tsx'
import { Synonyms } from './synonyms.tsx'
import classes from './vocabulary.module.css'
import { type Term, vocabularyOf } from './vocabulary.ts'

const reviewers = searchedReferences('user_search_index,team_search_index')

export function MeaningPanel({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const word = asset as Term // it was read from the collection of a vocabulary
  const vocabulary = vocabularyOf(type)
  const { setMember } = useAssetChanges(type, asset.fullyQualifiedName)
  if (!vocabulary) return null
  const kind = type === vocabulary.family ? vocabulary.family : vocabulary.item
  const isTerm = kind === 'glossaryTerm'
  return (
    <dl className={classes.meaning} aria-label={texts.meaning}>
      {isTerm && (
        <>
          <dt>{texts.synonyms}</dt>
          <dd>
            <Synonyms word={word} setMember={setMember} />
          </dd>
          <dt>{texts.related}</dt>
          <dd>
            <RelatedTerms word={word} setMember={setMember} />
          </dd>
        </>
      )}
      <dt>{texts.reviewers}</dt>
      <dd>
        <ReferencesField
          type={type}
          asset={asset}
          member="reviewers"
          words={assetTexts.words.reviewers}
          choices={reviewers}
          references={word.reviewers}
        />
      </dd>
      {isTerm && (
        <>
          <dt>{texts.approval}</dt>
          <dd>
            <Approval word={word} setMember={setMember} />
          </dd>
        </>
      )}
      <dt>{texts.use}</dt>
      <dd>
        <Flag
          label={texts.enabled}
          member="disabled"
          inverted
          value={word.disabled === true}
          setMember={setMember}
        />
        {word.disabled && <span className="dim">{texts.disabledHint}</span>}
      </dd>
      <dt>{texts.exclusiveLabel}</dt>
      <dd>
        <Flag
          label={texts.exclusive[kind]}
          member="mutuallyExclusive"
          value={word.mutuallyExclusive === true}
          setMember={setMember}
        />
      </dd>
    </dl>
  )
}

type SetMember = AssetChanges['setMember']

interface FlagProps {
  readonly label: string
  readonly member: string
  readonly value: boolean
  /** The switch says the opposite of the member. */
  readonly inverted?: boolean
  readonly setMember: SetMember
}

function Flag({ label, member, value, inverted = false, setMember }: FlagProps) {
  const save = (): void => {
    setMember(member, !value).then(
      () => announceSaved(texts.saved(label), () => setMember(member, value)),
      announceFailed,
    )
  }
  return <Switch size="sm" label={label} checked={value !== inverted} onChange={save} />
}

/** Reviewers decide; where there are none, everybody who may edit does. */
function Approval({ word, setMember }: { readonly word: Term; readonly setMember: SetMember }) {
  const { data: me } = useQuery(sessionQuery)
  const refusal = useRefusal('glossaryTerm', word)('EditAll')
  const status = word.entityStatus ?? 'Approved'
  const given = word.reviewers ?? []
  const mine = new Set([me?.id, ...(me?.teams ?? []).map(({ id }) => id)])
  const decides = given.length === 0 || given.some(({ id }) => mine.has(id))
  const set = (next: string): void => {
    setMember('entityStatus', next).then(
      () => announceSaved(texts.saved(`${texts.approval}: ${next}`), () => setMember('entityStatus', status)),
      announceFailed,
    )
  }
  const choices = [
    ['Approved', texts.approve],
    ['Rejected', texts.reject],
    ['Deprecated', texts.retire],
    ['In Review', texts.reviewAgain],
  ] as const
  const offered = choices.filter(([next]) => next !== status && (decides || next === 'In Review'))
  return (
    <>
      <strong>{status}</strong>
      {!decides && <span className="dim">{texts.onlyReviewers}</span>}
      {offered.map(([next, label]) => (
        <Button
          key={next}
          size="compact-xs"
          variant="default"
          onClick={() => set(next)}
          {...refused(given.length === 0 ? refusal : undefined)}
        >
          {label}
        </Button>
      ))}
    </>
  )
}
