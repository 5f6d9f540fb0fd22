/** Positions for nodes, worked out in a worker; the last ones stay until the next are there. */
import { useEffect, useRef, useState } from 'react'
import type { LayoutRequest, Positions } from './layout.ts'

interface Placed {
  readonly id: number
  readonly positions: Positions
}

/** A worker for {@link useLayout}, as long as the caller is shown: it starts while the lineage is still on its way. */
export function useLayoutWorker(): Worker | undefined {
  const [worker, setWorker] = useState<Worker>()
  useEffect(() => {
    const started = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    setWorker(started)
    return () => started.terminate()
  }, [])
  return worker
}

export function useLayout(worker: Worker | undefined, request: LayoutRequest): Positions | undefined {
  const [positions, setPositions] = useState<Positions>()
  const latest = useRef(0)
  useEffect(() => {
    const take = ({ data }: MessageEvent<Placed>): void => {
      if (data.id === latest.current) setPositions(data.positions)
    }
    worker?.addEventListener('message', take)
    return () => worker?.removeEventListener('message', take)
  }, [worker])
  useEffect(() => {
    latest.current += 1
    worker?.postMessage({ id: latest.current, request })
  }, [worker, request])
  return positions
}
