import { CONSOLE_POLICY, loadAssets, type Asset } from '@strangler/console'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'

/** The console for browsers below /console/; `/` leads there whoever would rather read a page than JSON. */
export function consolePages(): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  let loaded: Promise<ReadonlyMap<string, Asset>> | null = null
  const assets = (): Promise<ReadonlyMap<string, Asset>> => {
    loaded ??= loadAssets().catch((error: unknown) => {
      // So that the next one who asks does not get an old failure.
      loaded = null
      throw error
    })
    return loaded
  }

  router.get('/', (req, res, next) => {
    if (req.accepts(['json', 'html']) === 'html') res.redirect('console/')
    else next()
  })
  router.get('/console', (_req, res) => res.redirect('console/'))
  const serve: RequestHandler = async (req, res, next) => {
    const asset = (await assets()).get(req.path.slice('/console/'.length))
    if (asset) send(req, res, asset)
    else next()
  }
  router.get(/^\/console\//, serve)
  return router
}

function send(req: Request, res: Response, asset: Asset): void {
  res.set({
    'Content-Security-Policy': CONSOLE_POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Frame-Options': 'DENY',
    'Cache-Control': 'no-cache',
    'Content-Type': asset.type,
    Vary: 'Accept-Encoding',
    ETag: asset.tag,
  })
  if (req.get('if-none-match') === asset.tag) return void res.status(304).end()
  if (!req.acceptsEncodings('gzip')) return void res.end(asset.bytes)
  res.set('Content-Encoding', 'gzip').end(asset.packed)
}
