/** As much of GraphQL as the Metadata API's clients need, for tests: a member that the documented types do not have is refused. */

/** Members by type; those of objects name the type of the object. */
export type Types = Readonly<Record<string, Readonly<Record<string, string>>>>

interface Selection {
  readonly name: string
  readonly args: Readonly<Record<string, string>>
  /** For `... on Type`. */
  readonly onType?: string
  readonly members?: readonly Selection[]
}

type Thing = Readonly<Record<string, unknown>>

function parse(query: string): readonly Selection[] {
  const tokens = query.match(/\.\.\.|[\w$]+|[{}():!]/g) ?? []
  let at = 0
  const take = (wanted?: string): string => {
    const token = tokens[at++] ?? ''
    if (wanted !== undefined && token !== wanted)
      throw new Error(`Invalid syntax: '${token}' for '${wanted}'`)
    return token
  }
  function selections(): Selection[] {
    take('{')
    const found: Selection[] = []
    while (tokens[at] !== '}') found.push(selection())
    take('}')
    if (found.length === 0) throw new Error('Invalid syntax: nothing is selected')
    return found
  }
  function selection(): Selection {
    if (tokens[at] === '...') {
      take()
      take('on')
      return { name: '...', args: {}, onType: take(), members: selections() }
    }
    const name = take()
    if (!/^\w+$/.test(name)) throw new Error(`Invalid syntax: '${name}'`)
    const args: Record<string, string> = {}
    if (tokens[at] === '(') {
      take()
      while (tokens[at] !== ')') {
        const argument = take()
        take(':')
        args[argument] = take()
      }
      take()
    }
    return tokens[at] === '{' ? { name, args, members: selections() } : { name, args }
  }
  take('query')
  while (tokens[at] !== '{') at += 1
  const read = selections()
  if (at !== tokens.length) throw new Error('Invalid syntax: something follows')
  return read
}

/** @throws Error as a server would word it */
export function execute(
  types: Types,
  query: string,
  variables: Thing,
  resolve: (field: string, args: Thing) => unknown,
): Thing {
  function pick(thing: Thing, type: string, members: readonly Selection[]): Record<string, unknown> {
    const picked: Record<string, unknown> = {}
    for (const { name, onType, members: inner } of members) {
      if (onType !== undefined) {
        // Whether the fragment is right shows even where nothing has the type.
        check(onType, inner ?? [])
        if (thing.__typename === onType) Object.assign(picked, pick(thing, onType, inner ?? []))
      } else if (name === '__typename') picked[name] = thing.__typename ?? type
      else picked[name] = value(thing[name] ?? null, typeOf(type, name, inner), inner)
    }
    return picked
  }
  function value(of: unknown, type: string, members: readonly Selection[] | undefined): unknown {
    if (Array.isArray(of)) return of.map((each) => value(each, type, members))
    return members && of !== null ? pick(of as Thing, type, members) : of // data of the fixture
  }
  function typeOf(type: string, name: string, members: readonly Selection[] | undefined): string {
    const found = types[type]?.[name]
    if (found === undefined)
      throw new Error(`Validation error: Field '${name}' in type '${type}' is undefined`)
    const isObject = Object.hasOwn(types, found)
    if (isObject !== (members !== undefined))
      throw new Error(`Validation error: Sub selection of '${name}' in type '${type}'`)
    if (members) check(found, members)
    return found
  }
  function check(type: string, members: readonly Selection[]): void {
    if (!Object.hasOwn(types, type)) throw new Error(`Validation error: Unknown type '${type}'`)
    for (const { name, onType, members: inner } of members)
      if (onType !== undefined) check(onType, inner ?? [])
      else if (name !== '__typename') typeOf(type, name, inner)
  }

  const data: Record<string, unknown> = {}
  for (const { name, args, members } of parse(query)) {
    const type = typeOf('Query', name, members)
    const given = Object.fromEntries(
      Object.entries(args).map(([key, said]) => [
        key,
        said.startsWith('$') ? variables[said.slice(1)] : said,
      ]),
    )
    data[name] = value(resolve(name, given), type, members)
  }
  return data
}
