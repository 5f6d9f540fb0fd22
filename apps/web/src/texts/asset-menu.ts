/** What the pages say about changing an asset as a whole, in English. */

export interface RemovalTexts {
  readonly remove: string
  readonly removed: string
  readonly explanation: string
  readonly restore: string
  readonly restored: string
}

/** An account is not thrown away by most who say so: it is closed. */
const ofAccounts: RemovalTexts = {
  remove: 'Disable the account',
  removed: 'The account is disabled',
  explanation: 'Nobody signs in with it any more, from five seconds on. What it owns and wrote stays.',
  restore: 'Enable the account',
  restored: 'The account is enabled again',
}

const ofOthers: RemovalTexts = {
  remove: 'Delete',
  removed: 'Deleted',
  explanation: 'Everything in it goes along. Both can be brought back from this page.',
  restore: 'Restore',
  restored: 'Restored, with everything that was deleted with it',
}

export const assetMenuTexts = {
  more: 'More actions',
  changeName: 'Change the display name',
  displayName: 'Display name',
  displayNameHint: (name: string) => `Shown instead of ${name}, which stays what programs call it.`,
  displayNameSaved: 'Display name saved',
  save: 'Save',
  cancel: 'Cancel',
  close: 'Close',
  removal: (type: string) => (type === 'user' ? ofAccounts : ofOthers),
  forGood: 'Delete for good',
  forGoodTitle: (label: string) => `Delete this ${label} for good`,
  forGoodExplanation:
    'Everything in it, its history and its conversations go along. Nothing brings them back.',
  typeName: (name: string) => `Type ${name} to delete it`,
  isGone: (title: string) => `${title} is deleted for good`,
}
