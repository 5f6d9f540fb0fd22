/** What the pages say about the versions of an asset, in English. */

export const versionsTexts = {
  more: (shown: string, count: number) => `${shown} and ${count} more`,
  loadingVersions: 'versions',
  versionsNotLoaded: 'The versions could not be loaded',
  noVersions: 'No versions are kept of this asset',
  versions: 'Versions',
  whatVersionChanged: (version: string) => `What version ${version} changed`,
  version: (version: string) => `Version ${version}`,
  created: 'The asset was created with this version.',
  noFieldChanged: 'No field changed.',
  firstVersion: 'Created',
  verbs: { added: 'added', changed: 'changed', removed: 'removed' },
} as const
