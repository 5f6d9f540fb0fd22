/** Runs the layout off the main thread. */
import { type LayoutRequest, placeNodes } from './layout.ts'

interface Numbered {
  readonly id: number
  readonly request: LayoutRequest
}

self.addEventListener('message', ({ data }: MessageEvent<Numbered>) => {
  self.postMessage({ id: data.id, positions: placeNodes(data.request) })
})
