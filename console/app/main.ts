import { render } from 'lit-html'
import { storedSession, storeSession, type Session } from './api/session.ts'
import { createLiveDesk, type LiveDesk } from './live-desk.ts'
import { placeOf } from './place.ts'
import { applyTheme, storedTheme } from './parts/theme.ts'
import { shell } from './views/shell.ts'
import { signIn } from './views/sign-in.ts'

const root = document.createElement('div')
document.body.append(root)
applyTheme(storedTheme())

let desk: LiveDesk | null = null
/** Why somebody has to sign in again. */
let notice = ''
let isDrawn = false

/** Draws once, however often it is called until then. */
function redraw(): void {
  if (isDrawn) return
  isDrawn = true
  requestAnimationFrame(() => {
    isDrawn = false
    draw()
  })
}

function draw(): void {
  if (desk) render(shell(desk), root)
  else render(signIn(notice, enter), root)
}

function viewOf(hash: string): string {
  const { path, query } = placeOf(hash)
  return [...path, query['example'] ?? query['rule'] ?? ''].join('/')
}

function enter(session: Session): void {
  storeSession(session)
  desk?.close()
  notice = ''
  desk = createLiveDesk(session, { redraw, leave })
  redraw()
}

function leave(why: string): void {
  storeSession(null)
  desk?.close()
  desk = null
  notice = why
  redraw()
}

let view = viewOf(location.hash)
window.addEventListener('hashchange', () => {
  draw()
  // Who filters or opens a line stays where they are.
  if (view === viewOf(location.hash)) return
  view = viewOf(location.hash)
  scrollTo(0, 0)
  document.querySelector('h1')?.focus()
})
document.addEventListener('visibilitychange', redraw)
// Charts are drawn in the colours of the theme.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
// What is shown grows old by itself: "12 s ago", and what is to be asked again.
setInterval(() => {
  if (!document.hidden) redraw()
}, 1000)

const session = storedSession()
if (session) enter(session)
else draw()
