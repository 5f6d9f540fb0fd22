/** Turns texts into the vectors that PostgreSQL would make of them, asking it once for each word instead of once for each use. */
import type { Tx } from '../database.ts'

type Weight = 'A' | 'B' | 'C' | 'D'

/** Words in their order, folded and apart by spaces. `isProse`: words of English that are known by their stems. */
export interface Section {
  readonly text: string
  readonly weight: Weight
  readonly isProse: boolean
}

/** What PostgreSQL makes of a word: one lexeme, none of a stop word, several of what it takes for more than a word. */
interface Reading {
  readonly lexemes: readonly { readonly lexeme: string; readonly place: number }[]
  /** How many places of the text the word takes. */
  readonly width: number
}

export interface Lexicon {
  /**
   * A text that PostgreSQL casts to the `tsvector` of the sections behind one another: that which `setweight(to_tsvector(…), …)` gives,
   * joined by `||`.
   */
  vectorsOf(tx: Tx, texts: readonly (readonly Section[])[]): Promise<string[]>
}

/** Words with their stems: those of a few languages, and small beside everything else. */
const mostKept = 10_000

/** Neither has a stem nor is more than one word, in every text search configuration; what begins like `1e5` may be two. */
const isPlain = { name: /^(?!\d+e\d)[a-z\d]+$/, prose: /^(?!\d+e\d)(?=[a-z]*\d)[a-z\d]+$/ }

/** The word that follows tells how many places were taken, stop words included. */
const ask = `
select word, (select json_agg(json_build_object('lexeme', lexeme, 'places', positions))
                from unnest(to_tsvector($2::regconfig, word || ' x'))) as read
  from unnest($1::text[]) as word`

interface Answer {
  readonly word: string
  readonly read: readonly { readonly lexeme: string; readonly places: readonly number[] }[]
}

const configurations = { prose: 'english', name: 'simple' } as const

type Kind = keyof typeof configurations

function readingOf({ read }: Answer): Reading {
  const places = read.flatMap(({ lexeme, places }) => places.map((place) => ({ lexeme, place: place - 1 })))
  const width = Math.max(0, ...places.map(({ place }) => place))
  return { lexemes: places.filter(({ place }) => place < width), width }
}

/**
 * Stemming prose is half of what a search document costs PostgreSQL, and catalogs say the same few thousand words over and over. What a
 * word is read as never changes on a server, so it is kept; the server is asked, since releases of PostgreSQL differ in their stems.
 */
export function createLexicon(): Lexicon {
  const kept: Readonly<Record<Kind, Map<string, Reading>>> = { prose: new Map(), name: new Map() }

  async function read(tx: Tx, kind: Kind, words: ReadonlySet<string>): Promise<void> {
    if (words.size === 0) return
    const { rows } = await tx.query<Answer>({
      name: 'search-words',
      text: ask,
      values: [[...words], configurations[kind]],
    })
    for (const row of rows) kept[kind].set(row.word, readingOf(row))
  }

  function unknown(texts: readonly (readonly Section[])[], kind: Kind): Set<string> {
    const words = new Set<string>()
    for (const sections of texts) {
      for (const { text, isProse } of sections) {
        if (isProse !== (kind === 'prose') || text === '') continue
        for (const word of text.split(' ')) {
          if (word !== '' && !kept[kind].has(word) && !isPlain[kind].test(word)) words.add(word)
        }
      }
    }
    return words
  }

  function vectorOf(sections: readonly Section[]): string {
    const places = new Map<string, string>()
    let end = 0
    for (const { text, weight, isProse } of sections) {
      if (text === '') continue
      const readings = isProse ? kept.prose : kept.name
      // Stop words at the end of a section take no place of the next.
      let last = end
      for (const word of text.split(' ')) {
        if (word === '') continue
        const reading = readings.get(word)
        for (const { lexeme, place } of reading?.lexemes ?? [{ lexeme: word, place: 0 }]) {
          last = end + place + 1
          const before = places.get(lexeme)
          places.set(lexeme, before === undefined ? `${last}${weight}` : `${before},${last}${weight}`)
        }
        end += reading?.width ?? 1
      }
      end = last
    }
    return [...places].map(([lexeme, at]) => `'${lexeme.replace(/['\\]/g, '$&$&')}':${at}`).join(' ')
  }

  return {
    async vectorsOf(tx, texts) {
      for (const kind of ['prose', 'name'] as const) {
        if (kept[kind].size > mostKept) kept[kind].clear()
        await read(tx, kind, unknown(texts, kind))
      }
      return texts.map(vectorOf)
    },
  }
}
