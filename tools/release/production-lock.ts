/** Cuts from package-lock.json what a release runs on, so that a release installs the very bytes that the checkout was tested with. */

export interface LockEntry {
  readonly version?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** The `packages` of a lock file (lockfileVersion 3), by their path below the package. */
export type LockedPackages = Readonly<Record<string, LockEntry>>

/** A package that the release names itself, and where the checkout's lock file has it. */
interface Wanted {
  readonly name: string
  /** Path of the workspace that asks, '' for the checkout itself. */
  readonly askedBy: string
}

/**
 * @param locked - the checkout's packages
 * @param wanted - every direct dependency of the release
 * @returns the reachable packages, laid out as npm would find them: at the top where there is no conflict, else beside who asks
 * @throws Error when a dependency is not locked
 */
export function productionPackages(locked: LockedPackages, wanted: readonly Wanted[]): LockedPackages {
  const placed = new Map<string, string>()
  const place = (name: string, source: string, parent: string): void => {
    const at = placeFor(name, source, parent, placed)
    if (at === undefined) return
    placed.set(at, source)
    const entry = locked[source] ?? {}
    for (const [each, isOptional] of neededBy(entry)) {
      const found = resolveFrom(locked, source, each)
      if (found === undefined) {
        if (isOptional) continue
        throw new Error(`${source} needs ${each}, which package-lock.json does not have.`)
      }
      place(each, found, at)
    }
  }
  // Direct dependencies first: each has to be at the top, where the release's own modules look.
  const direct = wanted.map(({ name, askedBy }) => {
    const source = resolveFrom(locked, askedBy, name)
    if (source === undefined)
      throw new Error(`${askedBy} needs ${name}, which package-lock.json does not have.`)
    return { name, source }
  })
  const reserved = new Map<string, string>()
  for (const { name, source } of direct) {
    const other = reserved.get(name)
    if (other !== undefined && locked[other]?.version !== locked[source]?.version) {
      throw new Error(`Two workspaces need different versions of ${name}: ${other} and ${source}.`)
    }
    reserved.set(name, source)
  }
  // What is reserved is in the way of other versions from the start.
  for (const [name, source] of reserved) placed.set(`node_modules/${name}`, source)
  for (const [name, source] of reserved) {
    placed.delete(`node_modules/${name}`)
    place(name, source, '')
  }
  const sorted = [...placed].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([at, source]) => [at, productionEntry(locked[source] ?? {})]))
}

/** Where a copy of `source` has to go for `parent` to find it; undefined when it finds it already. */
function placeFor(
  name: string,
  source: string,
  parent: string,
  placed: ReadonlyMap<string, string>,
): string | undefined {
  const levels = levelsAbove(parent)
  for (const level of levels) {
    const there = placed.get(`${level}node_modules/${name}`)
    if (there === source) return undefined
    // Something else is in sight at this level: below it is the highest place left.
    if (there !== undefined) return `${parent === '' ? '' : `${parent}/`}node_modules/${name}`
  }
  return `node_modules/${name}`
}

function resolveFrom(locked: LockedPackages, from: string, name: string): string | undefined {
  const inFolders = levelsAbove(from).map((level) => `${level}node_modules/${name}`)
  return inFolders.find((path) => locked[path] !== undefined && locked[path].link !== true)
}

/** `a/node_modules/b` looks below itself, below `a`, and at the top: prefixes with a slash at the end, nearest first. */
function levelsAbove(path: string): string[] {
  const levels: string[] = []
  for (let at = path; at !== ''; ) {
    levels.push(`${at}/`)
    const cut = at.lastIndexOf('/node_modules/')
    at = cut === -1 ? '' : at.slice(0, cut)
  }
  return [...levels, '']
}

/** Names with whether npm does without them. */
function neededBy(entry: LockEntry): Map<string, boolean> {
  const peers = Object.keys(entry.peerDependencies ?? {})
  return new Map([
    ...peers.map((name) => [name, entry.peerDependenciesMeta?.[name]?.optional === true] as const),
    ...Object.keys(entry.dependencies ?? {}).map((name) => [name, false] as const),
    ...Object.keys(entry.optionalDependencies ?? {}).map((name) => [name, true] as const),
  ])
}

/** Whether the checkout needed it for development too is of no interest here. */
function productionEntry({ dev: _dev, ...entry }: LockEntry): LockEntry {
  return entry
}
