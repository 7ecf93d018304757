import { noChange, type TemplateResult } from 'lit-html'
import { AsyncDirective } from 'lit-html/async-directive.js'
import { directive } from 'lit-html/directive.js'
import { repeat } from 'lit-html/directives/repeat.js'

/** So many rows are drawn in a few milliseconds, and fill a screen. */
const PORTION = 30
/** Until then, even a busy page goes on. */
const PATIENCE_MS = 300

type Row<T> = (item: T) => TemplateResult

/** Draws the first rows of a list at once, and the others a portion at a time whenever the page has nothing else to do. */
class InPortions extends AsyncDirective {
  private shown = PORTION
  private waiting: number | null = null
  private drawAgain = (): unknown => noChange

  override render<T>(items: readonly T[], keyOf: (item: T) => string, row: Row<T>): unknown {
    this.drawAgain = () => this.render(items, keyOf, row)
    if (this.shown < items.length) this.waiting ??= requestIdleCallback(this.goOn, { timeout: PATIENCE_MS })
    return repeat(items.slice(0, this.shown), keyOf, row)
  }

  protected override disconnected(): void {
    if (this.waiting !== null) cancelIdleCallback(this.waiting)
  }

  private readonly goOn = (): void => {
    this.waiting = null
    this.shown += PORTION
    this.setValue(this.drawAgain())
  }
}

export const inPortions = directive(InPortions) as <T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  row: Row<T>,
) => unknown
