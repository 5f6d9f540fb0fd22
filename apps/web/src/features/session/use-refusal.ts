/** What the signed-in person may not do, known before they try: the server's own decision, asked for once a page. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Operation } from '@waymark/spec'
import { call } from '../../api/http.ts'
import { controlTexts } from '../../texts/controls.ts'
import { sessionQuery } from './session.ts'

interface Permissions {
  readonly permissions: readonly { readonly operation: Operation; readonly access: string }[]
}

/** One asset as it is now: whoever owns it next may do something else. */
interface Subject {
  readonly id: string
  readonly version: number
}

const ofOwnProfile: readonly Operation[] = ['EditDescription', 'EditDisplayName']

/**
 * Why something would be refused, in a sentence; undefined where it is allowed, depends on what is not known here, or
 * has not been answered yet: the server decides in any case.
 * @param subject - left out: whatever asset of this type
 */
export function useRefusal(type: string, subject?: Subject): (operation: Operation) => string | undefined {
  const { data: me } = useQuery(sessionQuery)
  const { data } = useQuery({
    queryKey: ['permissions', type, subject?.id, subject?.version],
    queryFn: async ({ signal }) =>
      (await call<Permissions>(`permissions/${type}${subject ? `/${subject.id}` : ''}`, { signal })).data,
    enabled: me !== null && me !== undefined && me.isAdmin !== true,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return (operation) => {
    if (type === 'user' && subject?.id === me?.id && ofOwnProfile.includes(operation)) return undefined
    const found = data?.permissions.find((one) => one.operation === operation)
    return found?.access === 'deny' || found?.access === 'notAllow'
      ? controlTexts.permissionNeeded(operation, type)
      : undefined
  }
}
