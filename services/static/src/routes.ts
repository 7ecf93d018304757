import { Router } from 'express'
import expressStaticGzip from 'express-static-gzip'

/** Long enough to spare most requests, short enough for a new style sheet to arrive on the same day. */
const MAX_AGE = '1h'

/** Serves the files of a folder below `/static/`, in the best form that the client takes. */
export function createRoutes(folder: string): Router {
  const router = Router({ strict: true, caseSensitive: true })
  router.use((_req, res, next) => {
    res.setHeader('Referrer-Policy', 'same-origin')
    next()
  })
  router.use(
    '/static',
    expressStaticGzip(folder, {
      index: false,
      enableBrotli: true,
      orderPreference: ['br'],
      serveStatic: { maxAge: MAX_AGE, redirect: false },
    }),
  )
  return router
}
