/** What an asset refers to (owners, domains, roles, teams), and the way to change it. */
import type { EntityReference, Operation } from '@waymark/spec'
import { call } from '../../api/http.ts'
import { assetTexts as texts } from '../../texts/asset.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import { type Asset, assetType, titleOf, typeLabel } from './asset.ts'
import { type Choice, type ChoiceSource, Picker, searched } from './picker.tsx'
import { ReferenceLinks } from './reference-links.tsx'
import { useAssetChanges } from './use-asset-change.ts'

export interface ReferenceChoice extends Choice {
  readonly reference: EntityReference
}

interface Referable {
  readonly id: string
  readonly name: string
  readonly displayName?: string
  readonly fullyQualifiedName: string
}

function choiceOf(type: string, { id, name, displayName, fullyQualifiedName }: Referable): ReferenceChoice {
  return {
    key: id,
    label: displayName || name,
    hint: type === 'user' ? name : typeLabel(type),
    reference: { id, type, name, fullyQualifiedName, ...(displayName ? { displayName } : {}) },
  }
}

/** What a reference is as a choice that is made already. */
export function choiceOfReference(reference: EntityReference): ReferenceChoice {
  return { key: reference.id, label: titleOf(reference), reference }
}

/** Choices from search, by the indexes of their types. */
export const searchedReferences = (index: string): ChoiceSource<ReferenceChoice> =>
  searched(index, (source) => choiceOf(source.entityType, source))

/** All of a type that is not searched because there are few of it. */
export const listedReferences = (type: string): ChoiceSource<ReferenceChoice> => ({
  key: type,
  find: async (q, signal) => {
    const path = `${assetType(type)?.collection}?limit=1000`
    const { data } = (await call<{ data: readonly Referable[] }>(path, { signal })).data
    const words = q.toLowerCase()
    return data.filter((one) => titleOf(one).toLowerCase().includes(words)).map((one) => choiceOf(type, one))
  },
})

/** What it takes to change a member; any other takes `EditAll`. */
const operations: Readonly<Record<string, Operation>> = {
  owners: 'EditOwners',
  reviewers: 'EditReviewers',
  teams: 'EditTeams',
  users: 'EditUsers',
}

interface ReferencesFieldProps {
  readonly type: string
  readonly asset: Asset
  /** The member that holds them: `owners`. */
  readonly member: string
  /** What they are called in a sentence: `owners`. */
  readonly words: string
  readonly choices: ChoiceSource<ReferenceChoice>
  readonly references: readonly EntityReference[] | undefined
}

export function ReferencesField({
  type,
  asset,
  member,
  words,
  choices,
  references = [],
}: ReferencesFieldProps) {
  const { setMember } = useAssetChanges(type, asset.fullyQualifiedName)
  const refusal = useRefusal(type, asset)
  const own = references.filter(({ inherited }) => !inherited)
  const save = (chosen: readonly ReferenceChoice[]): void => {
    setMember(
      member,
      chosen.map(({ reference }) => reference),
    ).then(
      () =>
        announceSaved(texts.saved(words.charAt(0).toUpperCase(), words.slice(1)), () =>
          setMember(member, own),
        ),
      announceFailed,
    )
  }
  return (
    <Picker<ReferenceChoice>
      label={texts.change(words)}
      choices={choices}
      chosen={own.map(choiceOfReference)}
      onSave={save}
      refusal={refusal(operations[member] ?? 'EditAll')}
    >
      {references.length === 0 ? (
        <span className="dim">{texts.no(words)}</span>
      ) : (
        <span>
          <ReferenceLinks references={references} />
        </span>
      )}
    </Picker>
  )
}
