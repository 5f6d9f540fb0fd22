/** How a control looks that would be refused: switched off, but in reach of the keyboard, so that it can say why. */

interface RefusedProps {
  readonly 'aria-disabled'?: true
  readonly 'data-disabled'?: true
  readonly title?: string
  readonly onClick?: undefined
}

/** Props to give a button last. @param reason - undefined: nothing stands in the way */
export function refused(reason: string | undefined): RefusedProps {
  if (reason === undefined) return {}
  return { 'aria-disabled': true, 'data-disabled': true, title: reason, onClick: undefined }
}
