/** The search box in the head of every page; on the search page it searches while one types. */

import { Kbd, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type Ref, useEffect, useRef, useState } from 'react'
import { parseUrlSearch } from '../../routes/url-search.ts'
import { searchTexts as texts } from '../../texts/search.ts'
import { searchStateOf, urlOfSearch } from './search-state.ts'

/** Nobody who goes on typing rests as long; the answer has the rest of the time in which it feels immediate. */
const restMs = 120

interface HeaderSearchProps {
  readonly inputRef: Ref<HTMLInputElement>
  readonly className?: string | undefined
}

export function HeaderSearch({ inputRef, className }: HeaderSearchProps) {
  const navigate = useNavigate()
  const { pathname, searchStr } = useLocation()
  const onSearchPage = pathname === '/search'
  const state = searchStateOf(onSearchPage ? parseUrlSearch(searchStr) : {})
  const [text, setText] = useState(state.q)
  const asked = useRef<string>(undefined)
  useEffect(() => {
    // What was typed since it was asked for stays, a space at its end too.
    if (asked.current === undefined) setText(state.q)
    else if (asked.current === state.q) asked.current = undefined
  }, [state.q])
  const search = (q: string, replace: boolean): void => {
    if (q !== state.q) asked.current = q
    const next = onSearchPage ? urlOfSearch({ ...state, q, page: 1 }) : q === '' ? {} : { q }
    void navigate({ to: '/search', search: next, replace })
  }
  const searchSoon = useDebouncedCallback((q: string) => search(q, true), restMs)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    searchSoon.cancel()
    search(text.trim(), false)
  }
  return (
    <search {...(className === undefined ? {} : { className })}>
      <form onSubmit={submit}>
        <TextInput
          ref={inputRef}
          aria-label={texts.searchCatalog}
          placeholder={texts.searchCatalog}
          leftSection={<IconSearch size={16} />}
          rightSection={<Kbd size="xs">/</Kbd>}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            if (onSearchPage) searchSoon(event.currentTarget.value.trim())
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
      </form>
    </search>
  )
}
