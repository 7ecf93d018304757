/** What is done to the text of a good plan, and what is said of it. */
type BadPlan = readonly [text: (plan: string) => string, says: RegExp]

export const badPlans: Readonly<Record<string, BadPlan>> = {
  'no YAML': [(plan) => `${plan}\n  - ]`, /plan\.yaml:\d+:\d+: /],
  empty: [() => '', /plan\.yaml/],
  binary: [() => '\0\x01\x02', /plan\.yaml/],
  'an unknown upstream': [
    (plan) => plan.replace('candidate: frontend', 'candidate: fronted'),
    /did you mean "frontend"/,
  ],
  'an unknown key': [(plan) => plan.replace('phase: pilot', 'phaze: pilot'), /unknown key "phaze"/],
  'two routes of one path': [(plan) => plan.replace('path: /logout/', 'path: /login/'), /\/login\//],
  'a circle': [(plan) => plan.replace('after: [static]', 'after: [rest]'), /rest/],
  'a ramp that falls': [(plan) => plan.replace('[5, 33, 50, 100]', '[50, 5, 100]'), /ramp/],
  'an address that is none': [
    (plan) => plan.replace('http://127.0.0.1:8201', 'frontend:8201').replace('FRONTEND_URL', 'NOT_SET'),
    /url/i,
  ],
}
