export { canonicalPath, type CanonicalPath } from './routing/canonical-path.ts'
export { HEALTH_AGENT } from './routing/health-agent.ts'
export { readTarget, type RequestTarget } from './routing/request-target.ts'
export { COHORT_COOKIE } from './routing/cohort-key.ts'
export { compileTable } from './routing/compile-table.ts'
export { chooseOneOf, didYouMean } from './reading/did-you-mean.ts'
export {
  createDecide,
  type Circumstances,
  type Decide,
  type Decision,
  type RequestHead,
} from './routing/decide.ts'
export { durationMs } from './language/duration.ts'
export { diffPlans, type Change } from './diff-plans.ts'
export { PlanError } from './errors.ts'
export { explain, type Answer, type Explanation, type ExplainRequest } from './routing/explain.ts'
export { createMatcher, hostName, type Matcher, type MatchRequest } from './routing/matcher.ts'
export { isPinKey, PIN, PIN_HEADER, signPin, verifyPin } from './routing/pin.ts'
export type { PlaneShare } from './routing/plane-shares.ts'
export {
  isShadowKey,
  SHADOW_HEADER,
  signShadow,
  verifyShadow,
  type ShadowRequest,
} from './routing/shadow-mark.ts'
export { parsePattern, type Pattern } from './routing/pattern.ts'
export { parseRule } from './reading/resolve-compare.ts'
export { ruleText, writtenRule } from './language/rule-text.ts'
export { annotatePlan } from './reading/annotate-plan.ts'
export { parsePlan, type ParsedPlan, type ParseOptions } from './reading/parse-plan.ts'
export { movesBetween, moveTable, parseMoves, type Moves } from './routing/moves.ts'
export { parseTable, type ParsedTable } from './routing/parse-table.ts'
export {
  PHASES,
  type Compare,
  type CompareRule,
  type DataSet,
  type Gates,
  type MetricGate,
  type HeaderEdits,
  type Limits,
  type Match,
  type Phase,
  type PlainValue,
  type Plan,
  type PlanRoute,
  type RouteHeaders,
  type RoutePolicy,
  type Split,
  type Timeouts,
  type Upstream,
  type Window,
  type Windows,
} from './plan.ts'
export { formatProblem, type Problem } from './problem.ts'
export {
  UNCLAIMED,
  type Route,
  type RouteTable,
  type Side,
  type Stage,
  type Standing,
} from './route-table.ts'
export { planSchema } from './language/schema.ts'
export type { ParsedSelector, Selector, SelectorStep } from './language/selection.ts'
export { parseSelector } from './language/selector.ts'
export { isOpen } from './windows.ts'
export { cohortOf, inCandidateCohort, takesTurn } from './routing/split.ts'
export { COMPARE_HEADER, isComparable, sampleOf } from './routing/sample.ts'
export {
  initialStanding,
  isGone,
  isLegacyOff,
  isMovable,
  isWeight,
  RETIRED,
  SHADOW,
  standingFor,
} from './routing/standing.ts'
export type { Finding, Gate, StepVerdict, Verdict } from './gates/verdict.ts'
export { earlierRoutes } from './stages/earlier-routes.ts'
export { nextStanding } from './stages/next-standing.ts'
export type { Evidence, MetricEvidence, RecentEvidence, SideEvidence } from './gates/evidence.ts'
export type { Counted } from './gates/mixture.ts'
export { everlastingRates, highestRate } from './gates/one-rate.ts'
export { isWithinLimit } from './gates/judge-metrics.ts'
export { metricQuery } from './gates/metric-query.ts'
export { judgeSafety, judgeStep } from './gates/judge-step.ts'
