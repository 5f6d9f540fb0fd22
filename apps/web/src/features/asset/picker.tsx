/** Chooses several things from a searched list: owners, tags. Saves when it closes. */
import { ActionIcon, Checkbox, Popover, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { SearchAnswer } from '@waymark/client'
import { type ReactNode, useState } from 'react'
import { call, query } from '../../api/http.ts'
import { assetTexts as texts } from '../../texts/asset.ts'
import { refused } from '../../ui/refused.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import type { HitSource } from '../search/search-api.ts'
import classes from './asset.module.css'

export interface Choice {
  /** What tells choices apart: an id or a fully qualified name. */
  readonly key: string
  readonly label: string
  readonly hint?: string
}

/** Finds choices by what was typed; `key` tells sources apart. */
export interface ChoiceSource<C extends Choice> {
  readonly key: string
  readonly find: (q: string, signal: AbortSignal) => Promise<readonly C[]>
}

/** Choices from search indexes. */
export function searched<C extends Choice>(
  index: string,
  choiceOf: (source: HitSource) => C,
): ChoiceSource<C> {
  return {
    key: index,
    find: async (q, signal) =>
      (
        await call<SearchAnswer>(`search/query${query({ q, index, size: 20 })}`, { signal })
      ).data.hits.hits.map(
        (hit) => choiceOf(hit._source as unknown as HitSource), // the common members of every search document
      ),
  }
}

interface PickerProps<C extends Choice> {
  readonly label: string
  /** Where the choices come from. */
  readonly choices: ChoiceSource<C>
  readonly chosen: readonly C[]
  readonly onSave: (chosen: readonly C[]) => void
  readonly children: ReactNode
  /** Why it cannot be changed by whoever is signed in. */
  readonly refusal?: string | undefined
}

export function Picker<C extends Choice>({
  label,
  choices,
  chosen,
  onSave,
  children,
  refusal,
}: PickerProps<C>) {
  const [opened, setOpened] = useState(false)
  const [next, setNext] = useState<readonly C[]>(chosen)
  const open = (): void => {
    setNext(chosen)
    setOpened(true)
  }
  const close = (): void => {
    setOpened(false)
    const keys = (choices: readonly C[]): string =>
      choices
        .map(({ key }) => key)
        .sort()
        .join('\n')
    if (keys(next) !== keys(chosen)) onSave(next)
  }
  const toggle = (choice: C): void => {
    setNext(
      next.some(({ key }) => key === choice.key)
        ? next.filter(({ key }) => key !== choice.key)
        : [...next, choice],
    )
  }
  return (
    <>
      {children}
      <Popover
        opened={opened}
        onChange={(to) => !to && close()}
        trapFocus
        returnFocus
        position="bottom-start"
        shadow="md"
      >
        <Popover.Target>
          <Tooltip label={refusal ?? label}>
            <ActionIcon size="sm" aria-label={label} onClick={opened ? close : open} {...refused(refusal)}>
              <IconPencil size={14} />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          <Options choices={choices} chosen={next} onToggle={toggle} label={label} />
        </Popover.Dropdown>
      </Popover>
    </>
  )
}

/** Esc in here closes this, and not the dialog around it: so Mantine's dialogs are told. */
const keepsEscape = { 'data-mantine-stop-propagation': 'true' }

interface OptionsProps<C extends Choice> {
  readonly label: string
  readonly choices: ChoiceSource<C>
  readonly chosen: readonly C[]
  readonly onToggle: (choice: C) => void
}

function Options<C extends Choice>({ label, choices, chosen, onToggle }: OptionsProps<C>) {
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 150)
  // What is let go stays in sight: it can be taken back, and the keyboard is where it was.
  const [touched, setTouched] = useState(chosen)
  const isIn = (list: readonly C[], { key }: C): boolean => list.some((one) => one.key === key)
  const toggle = (choice: C): void => {
    if (!isIn(touched, choice)) setTouched([...touched, choice])
    onToggle(choice)
  }
  const found = useQuery({
    queryKey: ['choices', choices.key, q],
    queryFn: ({ signal }) => choices.find(q, signal),
  })
  const options = found.data ?? []
  const others = touched.filter((choice) => !isIn(options, choice))
  return (
    <div className={classes.picker}>
      <TextInput
        aria-label={texts.searchIn(label)}
        placeholder={texts.typeToSearch}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
        {...keepsEscape}
      />
      <div className={classes.options}>
        {[...others, ...options].map((choice) => (
          <Checkbox
            key={choice.key}
            size="xs"
            py={4}
            checked={isIn(chosen, choice)}
            onChange={() => toggle(choice)}
            label={choice.label}
            description={choice.hint}
            {...keepsEscape}
          />
        ))}
      </div>
      {found.isPending && <Loading rows={3} label={texts.choices} />}
      {found.isError && <Failure error={found.error} what={texts.choicesNotLoaded} />}
      {found.data && options.length === 0 && <span className="dim">{texts.nothingFound}</span>}
      <span className="dim">{texts.escSaves}</span>
    </div>
  )
}
