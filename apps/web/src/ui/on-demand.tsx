/**
 * Parts of a page whose code comes when they are shown first. React's own `lazy` holds back what has arrived until its
 * placeholder was seen for 300 ms, and parts inside of parts add up; here each is shown at once.
 */
import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

interface Part<Props> {
  (props: Props): ReactNode
  /** Has the code come before it is shown, e.g. while its data is on the way. */
  load(): void
}

/**
 * @param fetch - imports the part's module; asked again when it failed and the part is shown anew
 * @param placeholder - shown meanwhile; as high as the part, where something stands below it
 */
export function onDemand<Props extends object>(
  fetch: () => Promise<{ readonly default: ComponentType<Props> }>,
  placeholder: ReactNode = null,
): Part<Props> {
  let arrived: ComponentType<Props> | undefined
  const load = async (): Promise<ComponentType<Props>> => {
    arrived ??= (await fetch()).default
    return arrived
  }
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each part, where modules begin
  function OnDemand(props: Props): ReactNode {
    const [Shown, setShown] = useState(() => arrived)
    const [failure, setFailure] = useState<{ readonly error: unknown }>()
    useEffect(() => {
      load().then(
        (part) => setShown(() => part),
        (error: unknown) => setFailure({ error }),
      )
    }, [])
    // What encloses the page explains it.
    if (failure) throw failure.error
    return Shown ? <Shown {...props} /> : placeholder
  }
  return Object.assign(OnDemand, {
    load: () => {
      load().catch(() => undefined) // it is asked for again when it is shown, and fails there
    },
  })
}
