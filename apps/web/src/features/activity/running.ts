/** Which announcements run at a time, and when that changes next. */

interface Announced {
  readonly announcement?: { readonly startTime: number; readonly endTime: number }
}

export function running<A extends Announced>(announced: readonly A[], nowMs: number): readonly A[] {
  return announced.filter(
    ({ announcement }) =>
      announcement !== undefined && announcement.startTime <= nowMs && nowMs < announcement.endTime,
  )
}

/** The next start or end after `nowMs`; undefined when none is to come. */
export function nextTurn(announced: readonly Announced[], nowMs: number): number | undefined {
  const turns = announced.flatMap(({ announcement }) =>
    announcement ? [announcement.startTime, announcement.endTime] : [],
  )
  const later = turns.filter((atMs) => atMs > nowMs)
  return later.length === 0 ? undefined : Math.min(...later)
}
