/** The frame of every page about a word: beside it stands the tree of its family, and what can be done there. */
import { Button } from '@mantine/core'
import { IconArrowsMove, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { type Asset, titleOf } from '../asset/asset.ts'
import { assetQuery } from '../asset/asset-api.ts'
import { useRefusal } from '../session/use-refusal.ts'
import { RenameForm } from './rename-form.tsx'
import { TermTree } from './term-tree.tsx'
import { mayMove } from './tree.ts'
import { useRelocation } from './use-relocation.ts'
import classes from './vocabulary.module.css'
import { familyOf, type Term, type Vocabulary } from './vocabulary.ts'
import { mostTerms, moveWord, renameWord, termsQuery } from './vocabulary-api.ts'
import { WordForm } from './word-form.tsx'

interface FrameProps {
  readonly vocabulary: Vocabulary
  readonly type: string
  readonly fqn: string
  readonly children: ReactNode
}

type Dialog =
  | { readonly kind: 'add' }
  | { readonly kind: 'rename'; readonly type: string; readonly word: Asset }

export default function VocabularyFrame({ vocabulary, type, fqn, children }: FrameProps) {
  const { family, item } = vocabulary
  const familyFqn = familyOf(fqn)
  const navigate = useNavigate()
  const page = useQuery(assetQuery<Term>(type, fqn))
  const found = useQuery(termsQuery(vocabulary, familyFqn))
  const [dialog, setDialog] = useState<Dialog>()
  const [moving, setMoving] = useState<Term>()
  const mayNotAdd = useRefusal(item)('Create')

  const relocate = useRelocation(vocabulary, fqn)
  const terms = found.data ?? []
  const shown = page.data?.asset
  const mayNotChange = useRefusal(type, shown)('EditAll')
  const above = type === family ? shown : (shown?.[family] ?? terms[0]?.[family])
  const title = above ? titleOf(above) : familyFqn

  const move = (term: Term, to: Term | undefined): void => {
    setMoving(undefined)
    if (!mayMove(terms, term.id, to?.id)) {
      announceFailed(new Error(texts.mayNotMove))
      return
    }
    const before = terms.find(({ id }) => id === term.parent?.id)
    const goes = (place: Term | undefined) => (word: Asset) => moveWord(item, word, place)
    relocate({
      type: item,
      word: term,
      send: goes(to),
      takeBack: goes(before),
      saved: () => texts.movesHere(titleOf(term), to ? titleOf(to) : title),
    }).catch(announceFailed)
  }
  const startRename = (term: Term | undefined): void => {
    if (term) setDialog({ kind: 'rename', type: item, word: term })
    else if (type === family && shown) setDialog({ kind: 'rename', type: family, word: shown })
  }
  const rename = async (of: string, word: Asset, name: string, displayName: string): Promise<void> => {
    await relocate({
      type: of,
      word,
      send: (now) => renameWord(of, now, name, displayName),
      takeBack: (now) => renameWord(of, now, word.name, word.displayName ?? ''),
      saved: (after) => texts.renamed(titleOf(after)),
    })
    setDialog(undefined)
  }
  return (
    <div className={classes.frame}>
      <aside className={classes.side} aria-label={texts.treeOf(title)}>
        <div className={classes.tools}>
          <Button
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            disabled={!shown}
            onClick={() => setDialog({ kind: 'add' })}
            {...refused(mayNotAdd)}
          >
            {texts.add(item)}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPencil size={14} />}
            disabled={!shown}
            onClick={() => shown && setDialog({ kind: 'rename', type, word: shown })}
            {...refused(mayNotChange)}
          >
            {texts.rename}
          </Button>
          {type === item && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowsMove size={14} />}
              disabled={!shown || moving !== undefined}
              onClick={() => setMoving(terms.find(({ id }) => id === shown?.id))}
              {...refused(mayNotChange)}
            >
              {texts.move}
            </Button>
          )}
        </div>
        <div role="status">
          {moving && (
            <div className={classes.notice}>
              {texts.moving(titleOf(moving))}
              <Button size="compact-xs" variant="default" onClick={() => setMoving(undefined)}>
                {texts.stopMoving}
              </Button>
            </div>
          )}
        </div>
        {found.isPending && <Loading rows={6} label={texts.loading(item)} />}
        {found.isError && (
          <Failure error={found.error} what={texts.notLoaded(item)} onRetry={() => void found.refetch()} />
        )}
        {found.data && (
          <TermTree
            vocabulary={vocabulary}
            family={{ fqn: familyFqn, title }}
            terms={terms}
            shown={fqn}
            moving={moving}
            onCut={setMoving}
            onMove={move}
            onRename={startRename}
          />
        )}
        {found.data?.length === 0 && <p className={classes.hint}>{texts.none(item)}</p>}
        {terms.length >= mostTerms && <p className={classes.hint}>{texts.cut(mostTerms, item)}</p>}
        {terms.length > 0 && <p className={classes.hint}>{texts.keys}</p>}
      </aside>
      <div>{children}</div>
      {dialog?.kind === 'add' && shown && (
        <WordForm
          type={item}
          title={texts.newBelow(item, titleOf(shown))}
          place={{ [family]: familyFqn, ...(type === item ? { parent: fqn } : {}) }}
          onClose={() => setDialog(undefined)}
          onCreated={(word) => {
            setDialog(undefined)
            announceSaved(texts.added(titleOf(word)))
            void navigate({
              to: '/$type/$fqn',
              params: { type: item, fqn: word.fullyQualifiedName },
              search: {},
            })
          }}
        />
      )}
      {dialog?.kind === 'rename' && (
        <RenameForm
          word={dialog.word}
          onClose={() => setDialog(undefined)}
          onRename={(name, displayName) => rename(dialog.type, dialog.word, name, displayName)}
        />
      )}
    </div>
  )
}
