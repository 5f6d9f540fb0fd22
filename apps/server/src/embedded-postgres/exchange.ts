/** Puts another cluster in the place of a home's: interrupted anywhere, the home has the old one or the new one, whole. */
import { existsSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

interface ClusterPlaces {
  /** The one that servers use. */
  readonly current: string
  /** Being filled. */
  readonly unfinished: string
  /** Whole, and about to take the old one's place. */
  readonly moved: string
}

export function clusterPlaces(home: string): ClusterPlaces {
  const current = join(home, 'postgres')
  return { current, unfinished: `${current}.unfinished`, moved: `${current}.moved` }
}

/** @param keptAt - where the old one goes; nothing may be there */
export function exchangeClusters(home: string, keptAt: string): void {
  const { current, unfinished, moved } = clusterPlaces(home)
  renameSync(unfinished, moved)
  renameSync(current, keptAt)
  finishExchange(home)
}

/** After an interruption between the last two renames, the new cluster stands beside an empty place. */
export function finishExchange(home: string): void {
  const { current, moved } = clusterPlaces(home)
  if (!existsSync(current) && existsSync(moved)) renameSync(moved, current)
}

/** As root, the directory can be a symbolic link to where PostgreSQL's account can reach the data. */
export function removeCluster(dataDir: string): void {
  if (!existsSync(dataDir)) return
  const target = realpathSync(dataDir)
  rmSync(target, { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}
