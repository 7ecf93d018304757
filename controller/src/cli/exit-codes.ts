/** Exit codes of the CLI and the controller, after sysexits(3). */
export const EXIT = {
  ok: 0,
  /** The controller failed, or cannot start. */
  fault: 1,
  /** The environment of the controller is wrong, or lacks what was asked for. */
  environment: 2,
  /** More answers mismatch than may. */
  mismatch: 3,
  /** Too few answers were compared to say. */
  tooFew: 4,
  /** Somebody still calls legacy, or nobody can say. */
  notDrained: 5,
  /** Something that was looked at fails. */
  unwell: 6,
  /** A line of the audit does not follow from those before it. */
  brokenLog: 7,
  /** The command line is wrong. */
  usage: 64,
  /** The plan is invalid or cannot be read. */
  planInvalid: 65,
  /** The controller cannot be reached. */
  unreachable: 69,
  /** The route cannot be moved. */
  notMovable: 73,
  /** Not now: standby, database down, plane unreachable or busy; try again. */
  tryAgain: 75,
  /** The token is missing, unknown or a viewer's. */
  noPermission: 77,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
