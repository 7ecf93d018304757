const { writeFileSync } = require('node:fs')
const Mocha = require('mocha')

/** Mocha's own spec reporter that also leaves its counts and what failed in a file for the runner. */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const { passes, failures } = this.stats
      const failed = this.failures.map((test) => ({
        title: test.fullTitle(),
        error: String(test.err?.message),
      }))
      writeFileSync(options.reporterOptions.output, JSON.stringify({ passes, failures, failed }))
    })
  }
}

module.exports = CountingReporter
