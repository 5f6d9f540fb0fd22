/** The mark: a trail blaze, half orange, half white. */
import classes from './brand.module.css'

export function Brand({ large = false }: { readonly large?: boolean }) {
  return (
    <span className={large ? `${classes.brand} ${classes.large}` : classes.brand}>
      <svg viewBox="0 0 22 24" aria-hidden="true" className={classes.mark}>
        <path d="M11 1 21 10.5 11 23 1 10.5Z" className={classes.body} />
        <path d="M11 1 21 10.5H1Z" className={classes.blaze} />
      </svg>
      <span>Waymark</span>
    </span>
  )
}
