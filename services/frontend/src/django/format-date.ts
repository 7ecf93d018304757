const MONTHS = [
  'Jan.',
  'Feb.',
  'March',
  'April',
  'May',
  'June',
  'July',
  'Aug.',
  'Sept.',
  'Oct.',
  'Nov.',
  'Dec.',
]

/** A UTC time in Django's format `N j, Y, P`: `May 11, 1962, 9:53 a.m.`, `Nov. 24, 2026, noon`. */
export function formatDate(date: Date): string {
  const month = MONTHS[date.getUTCMonth()] ?? ''
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${formatTime(date)}`
}

function formatTime(date: Date): string {
  const hours = date.getUTCHours()
  const minutes = date.getUTCMinutes()
  if (minutes === 0 && hours === 0) return 'midnight'
  if (minutes === 0 && hours === 12) return 'noon'
  const clock = minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`
  return `${hours % 12 || 12}${clock} ${hours < 12 ? 'a.m.' : 'p.m.'}`
}
