/** Django's plain page for 400, 404 and 500. */
export function errorPage(title: string, details = ''): string {
  return `
<!doctype html>
<html lang="en">
<head>
  <title>${title}</title>
</head>
<body>
  <h1>${title}</h1><p>${details}</p>
</body>
</html>
`
}
