/** The parts of an asset as a table: what is nested stands below its part, indented. */
import { assetTexts as texts } from '../../texts/asset.ts'
import { MarkdownLine } from '../../ui/markdown-text.tsx'
import classes from './asset.module.css'
import type { Part, Structure } from './structure.ts'
import { TagList } from './tag-list.tsx'

/** More rows than this help nobody on a page that has no filter. */
const most = 2_000

interface Row {
  readonly part: Part
  readonly depth: number
  readonly path: string
}

function rowsOf(parts: readonly Part[], depth = 0, above = ''): Row[] {
  return parts.flatMap((part, index) => {
    const path = `${above}/${index}`
    return [{ part, depth, path }, ...rowsOf(part.parts, depth + 1, path)]
  })
}

export function PartsTable({ structure }: { readonly structure: Structure }) {
  const rows = rowsOf(structure.parts)
  return (
    <section aria-label={structure.title}>
      <table className={classes.rows}>
        <thead>
          <tr>
            <th>
              {structure.title} ({rows.length.toLocaleString('en')})
            </th>
            <th>{texts.type}</th>
            <th>{texts.description}</th>
            <th>{texts.tags}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map(({ part, depth, path }) => (
            <tr key={path}>
              <td>
                <span className={classes.part} data-depth={Math.min(depth, 6)}>
                  {part.name}
                </span>
              </td>
              <td>{part.kind ? <code>{part.kind}</code> : <span className="dim">–</span>}</td>
              <td>
                {part.description ? (
                  <MarkdownLine source={part.description.slice(0, 300)} />
                ) : (
                  <span className="dim">–</span>
                )}
              </td>
              <td>
                <TagList tags={part.tags} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && <p className="dim">{texts.firstShown(most.toLocaleString('en'))}</p>}
    </section>
  )
}
