/** Addresses of headings, as GitHub makes them: pages read there and pages served by the catalog have the same links. */

/** Lower case, without punctuation, spaces as hyphens. */
export function headingId(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}

/** Headings of one page, in order: those that repeat are numbered. */
export function headingIds(): (title: string) => string {
  const found = new Set<string>()
  return (title) => {
    const id = headingId(title)
    let name = id
    for (let count = 1; found.has(name); count += 1) name = `${id}-${count}`
    found.add(name)
    return name
  }
}
