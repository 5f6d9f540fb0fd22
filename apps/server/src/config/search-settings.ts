/** Where search is answered: by PostgreSQL, unless settings name an OpenSearch. */
import type { OpenSearchSettings } from '@waymark/engine/opensearch'
import type { ConfigMistake } from './config-error.ts'
import type { Settings } from './variables.ts'

type SearchSettings = Pick<
  Settings,
  | 'WAYMARK_OPENSEARCH_URL'
  | 'WAYMARK_OPENSEARCH_USER'
  | 'WAYMARK_OPENSEARCH_PASSWORD'
  | 'WAYMARK_OPENSEARCH_ALIAS'
>

/** No OpenSearch: nobody named one, and PostgreSQL answers. */
export function searchSettings(settings: SearchSettings): {
  readonly openSearch: OpenSearchSettings | undefined
  readonly mistakes: readonly ConfigMistake[]
} {
  const {
    WAYMARK_OPENSEARCH_URL: address,
    WAYMARK_OPENSEARCH_USER: user,
    WAYMARK_OPENSEARCH_PASSWORD: password,
    WAYMARK_OPENSEARCH_ALIAS: alias,
  } = settings
  if (address === undefined) return { openSearch: undefined, mistakes: [] }
  const { username, search, hash } = new URL(address)
  if (username !== '' || search !== '' || hash !== '') {
    const message =
      'The address must not hold a user, a query or a fragment. Name the user in WAYMARK_OPENSEARCH_USER.'
    return { openSearch: undefined, mistakes: [{ setting: 'WAYMARK_OPENSEARCH_URL', message }] }
  }
  // OpenSearch's rule for names of indices, shorter by our digest.
  if (!/^[a-z0-9][a-z0-9_.-]{0,99}$/.test(alias)) {
    const message = `'${alias}' is no name of an index: lower-case letters, digits, '_', '-' and '.', not at its beginning.`
    return { openSearch: undefined, mistakes: [{ setting: 'WAYMARK_OPENSEARCH_ALIAS', message }] }
  }
  return {
    openSearch: {
      url: address.replace(/\/+$/, ''),
      alias,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    },
    mistakes: [],
  }
}
