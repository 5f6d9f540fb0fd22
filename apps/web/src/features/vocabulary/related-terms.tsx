/** Terms that have to do with a term, and how: broader, part of, calculated from. */
import { NativeSelect } from '@mantine/core'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { titleOf } from '../asset/asset.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import { Picker } from '../asset/picker.tsx'
import { choiceOfReference, type ReferenceChoice, searchedReferences } from '../asset/references-field.tsx'
import type { AssetChanges } from '../asset/use-asset-change.ts'
import { useRefusal } from '../session/use-refusal.ts'
import classes from './vocabulary.module.css'
import type { RelatedTerm, Term } from './vocabulary.ts'

const terms = searchedReferences('glossary_term_search_index')
const usual = 'relatedTo'

interface RelatedTermsProps {
  readonly word: Term
  readonly setMember: AssetChanges['setMember']
}

/** The server keeps the other term's side: what is broader here is narrower there. */
export function RelatedTerms({ word, setMember }: RelatedTermsProps) {
  const refusal = useRefusal('glossaryTerm', word)('EditAll')
  const related = word.relatedTerms ?? []
  const save = (next: readonly RelatedTerm[]): void => {
    setMember('relatedTerms', next).then(
      () => announceSaved(texts.saved(texts.related), () => setMember('relatedTerms', related)),
      announceFailed,
    )
  }
  const choose = (chosen: readonly ReferenceChoice[]): void =>
    save(
      chosen
        .filter(({ key }) => key !== word.id)
        .map(
          ({ key, reference }) =>
            related.find(({ term }) => term.id === key) ?? { relationType: usual, term: reference },
        ),
    )
  return (
    <>
      <Picker<ReferenceChoice>
        label={texts.changeRelated}
        choices={terms}
        chosen={related.map(({ term }) => choiceOfReference(term))}
        onSave={choose}
        refusal={refusal}
      >
        {related.length === 0 && <span className="dim">{texts.noRelated}</span>}
      </Picker>
      {related.map(({ relationType = usual, term }) => (
        <span key={term.id} className={classes.relation}>
          <NativeSelect
            size="xs"
            aria-label={texts.relation(titleOf(term))}
            value={relationType}
            disabled={refusal !== undefined}
            data={kindsWith(relationType)}
            onChange={({ currentTarget: { value } }) =>
              save(related.map((one) => (one.term.id === term.id ? { ...one, relationType: value } : one)))
            }
          />
          <AssetLink type={term.type} fqn={term.fullyQualifiedName ?? term.name ?? term.id}>
            {titleOf(term)}
          </AssetLink>
        </span>
      ))}
    </>
  )
}

/** Kinds that an administrator added are shown by their own names. */
function kindsWith(present: string): { readonly value: string; readonly label: string }[] {
  const kinds = new Set([...Object.keys(texts.relations), present])
  return [...kinds].map((value) => ({ value, label: texts.relations[value] ?? value }))
}
