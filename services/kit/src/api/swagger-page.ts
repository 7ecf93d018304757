import { fileURLToPath } from 'node:url'
import { Router } from 'express'

const ASSETS = ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png'] as const

/** Scripts, styles and calls from this origin alone; images may be the page's own inline ones. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const START = `window.addEventListener('load', () => {
  SwaggerUIBundle({ url: '/swagger.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null })
})
`

/** `/swagger.json` and the page at `/` that shows it; all its files come from this process. */
export function swaggerPage(document: object, title: string): Router {
  const router = Router({ strict: true, caseSensitive: true })
  router.get('/swagger.json', (_req, res) => {
    res.json(document)
  })
  router.get('/', (_req, res) => {
    res.set('Content-Security-Policy', POLICY).type('html').send(pageOf(title))
  })
  router.get('/swagger-ui/start.js', (_req, res) => {
    res.type('js').send(START)
  })
  for (const name of ASSETS) {
    const file = fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`))
    router.get(`/swagger-ui/${name}`, (_req, res, next) => {
      res.sendFile(file, { maxAge: '1d' }, (error?: Error) => {
        if (error && !res.headersSent) next(error)
      })
    })
  }
  return router
}

function pageOf(title: string): string {
  const safe = title.replaceAll(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${safe}</title>
<link rel="icon" href="/swagger-ui/favicon-32x32.png">
<link rel="stylesheet" href="/swagger-ui/swagger-ui.css">
<script src="/swagger-ui/swagger-ui-bundle.js" defer></script>
<script src="/swagger-ui/start.js" defer></script>
</head>
<body><div id="swagger-ui"></div></body>
</html>
`
}
