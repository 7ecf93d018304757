/** Null follows the system. */
export type Theme = 'light' | 'dark' | null

const KEY = 'strangler-theme'

export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : null
}

export function applyTheme(theme: Theme): void {
  if (theme === null) {
    delete document.documentElement.dataset['theme']
    localStorage.removeItem(KEY)
  } else {
    document.documentElement.dataset['theme'] = theme
    localStorage.setItem(KEY, theme)
  }
}

/** The other one of what is shown now. */
export function switchTheme(): void {
  const isDark =
    document.documentElement.dataset['theme'] === 'dark' ||
    (storedTheme() === null && matchMedia('(prefers-color-scheme: dark)').matches)
  applyTheme(isDark ? 'light' : 'dark')
}
