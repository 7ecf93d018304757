/** The page that loads everything else; the modules are named so that they are asked for all at once. */
export function pageText(paths: readonly string[]): string {
  const links = [
    ...paths.filter((path) => path.endsWith('.css') && !path.endsWith('/picture.css')).map(styles),
    ...paths.filter((path) => /\.[jt]s$/.test(path)).map(module),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>strangler</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="app/icon.svg">
${links.join('\n')}
<script type="module" src="app/main.ts"></script>
</head>
<body>
<noscript>The console needs JavaScript. Everything that it does, the command strangler does too.</noscript>
</body>
</html>
`
}

function styles(path: string): string {
  return `<link rel="stylesheet" href="${path}">`
}

function module(path: string): string {
  return `<link rel="modulepreload" href="${path}">`
}
