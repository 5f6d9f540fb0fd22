/** What the pages say where texts are described and edited, in English. */

export const descriptionTexts = {
  conflictHint: 'Nothing of either is lost; choose what stays.',
  changedMeanwhile: (by: string) => `${by} changed this text while you were writing.`,
  inCatalog: 'Now in the catalog',
  yours: 'Yours',
  keepMine: 'Keep mine',
  takeTheirs: 'Take theirs',
  editBoth: 'Edit both together',
  unsavedBack: 'Your unsaved text is back.',
  write: 'Write',
  preview: 'Preview',
  save: 'Save',
  cancel: 'Cancel',
  editorHint: 'Markdown · Ctrl Enter saves · Esc leaves',
  descriptionSaved: 'Description saved',
  description: 'Description',
  notDescribed: 'Nobody has described this yet.',
  describe: 'Describe it',
  editDescriptionE: 'Edit the description (e)',
  editDescription: 'Edit the description',
} as const
