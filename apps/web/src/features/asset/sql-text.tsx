/** SQL as it was written, in a box that scrolls, also by keyboard. */
import classes from './asset.module.css'

export function SqlText({ label, sql }: { readonly label: string; readonly sql: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
    <section className={classes.sql} aria-label={label} tabIndex={0}>
      <pre>
        <code>{sql.trim()}</code>
      </pre>
    </section>
  )
}
