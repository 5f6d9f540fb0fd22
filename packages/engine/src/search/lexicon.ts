/** Turns texts into the vectors that PostgreSQL would make of them, asking it once for each word instead of once for each use. */
import type { Tx } from '../database.ts'
import { longestWord } from './words.ts'

type Weight = 'A' | 'B' | 'C' | 'D'

/** Words in their order, folded and apart by spaces. `isProse`: words of English that are known by their stems. */
export interface Section {
  readonly text: string
  readonly weight: Weight
  readonly isProse: boolean
}

/** What PostgreSQL makes of a word: one lexeme, none of a stop word, several of what it takes for more than a word. */
interface Reading {
  /** As they are written in a vector: with quotes where they need them. */
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
const needsNoQuotes = /^[a-z\d]+$/

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
type Readings = Readonly<Record<Kind, Map<string, Reading>>>
type Unread = Readonly<Record<Kind, Set<string>>>

const noReadings = (): Readings => ({ prose: new Map(), name: new Map() })
const noWords = (): Unread => ({ prose: new Set(), name: new Set() })

function readingOf({ read }: Answer): Reading {
  const places = read.flatMap(({ lexeme, places }) =>
    places.map((place) => ({ lexeme: written(lexeme), place: place - 1 })),
  )
  const width = Math.max(0, ...places.map(({ place }) => place))
  return { lexemes: places.filter(({ place }) => place < width), width }
}

function written(lexeme: string): string {
  return needsNoQuotes.test(lexeme) ? lexeme : `'${lexeme.replace(/['\\]/g, '$&$&')}'`
}

/**
 * Stemming prose is half of what a search document costs PostgreSQL, and catalogs say the same few thousand words over and over. What a
 * word is read as never changes on a server, so it is kept; the server is asked, since releases of PostgreSQL differ in their stems.
 */
export function createLexicon(): Lexicon {
  let kept = noReadings()

  async function read(tx: Tx, known: Readings, kind: Kind, words: ReadonlySet<string>): Promise<void> {
    if (words.size === 0) return
    const { rows } = await tx.query<Answer>({
      name: 'search-words',
      text: ask,
      values: [[...words], configurations[kind]],
    })
    for (const row of rows) known[kind].set(row.word, readingOf(row))
  }

  /** @param unread - is given the words that nothing is known of, without which the vector is not whole */
  function vectorOf(sections: readonly Section[], known: Readings, unread: Unread): string {
    const places = new Map<string, string>()
    const add = (lexeme: string, at: string) => {
      const before = places.get(lexeme)
      places.set(lexeme, before === undefined ? at : `${before},${at}`)
    }
    let end = 0
    for (const { text, weight, isProse } of sections) {
      const kind = isProse ? 'prose' : 'name'
      const readings = known[kind]
      // Stop words at the end of a section take no place of the next.
      let last = end
      for (const word of text.split(' ')) {
        if (word === '' || word.length > longestWord) continue
        const reading = readings.get(word)
        if (reading === undefined) {
          if (!isPlain[kind].test(word)) unread[kind].add(word)
          end += 1
          last = end
          add(word, end + weight)
          continue
        }
        for (const { lexeme, place } of reading.lexemes) {
          last = end + place + 1
          add(lexeme, last + weight)
        }
        end += reading.width
      }
      end = last
    }
    let vector = ''
    for (const [lexeme, at] of places) vector += `${lexeme}:${at} `
    return vector
  }

  return {
    async vectorsOf(tx, texts) {
      if (kept.prose.size > mostKept || kept.name.size > mostKept) kept = noReadings()
      // Whoever begins anew meanwhile takes nothing away from these texts.
      const known = kept
      const unread = noWords()
      const vectors = texts.map((sections) => vectorOf(sections, known, unread))
      if (unread.prose.size === 0 && unread.name.size === 0) return vectors
      await read(tx, known, 'prose', unread.prose)
      await read(tx, known, 'name', unread.name)
      return texts.map((sections) => vectorOf(sections, known, noWords()))
    },
  }
}
