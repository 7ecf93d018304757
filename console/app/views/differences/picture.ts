/*
 * SECURITY: a page that was compared is hostile. Its picture is a frame without any permission (`sandbox=""`): no script, no form, no
 * reload, an origin of its own. It inherits the policy of the console, and gets one of its own that lets it load nothing but
 * our style sheet. Markup from strings exists here and nowhere else (`trusted-types`).
 */
const SHEET = new URL('app/picture.css', document.baseURI).href
const HEAD = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${SHEET}"><link rel="stylesheet" href="${SHEET}">`

interface Policy {
  createHTML: (text: string) => unknown
}
const { trustedTypes } = window as unknown as {
  trustedTypes?: { createPolicy: (name: string, rules: { createHTML: (text: string) => string }) => Policy }
}
const policy: Policy = trustedTypes?.createPolicy('strangler-pictures', { createHTML: (text) => text }) ?? {
  createHTML: (text) => text,
}

/** What the frame of a page is to show; another value each time, which a frame would load anew. */
export function pictureOf(page: string): unknown {
  return policy.createHTML(HEAD + page)
}
