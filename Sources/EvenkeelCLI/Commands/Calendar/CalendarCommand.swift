import ArgumentParser

/// `evenkeel calendar`.
struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "When nothing is changed, who works when, and why a site waits.",
        discussion: """
            Freezes, holidays, working weeks and windows hold for every rollout; a policy adds to them. A change shows \
            what it does to all rollouts, and whom to tell; with --dry-run nothing is done.

            Examples:

              evenkeel calendar freeze add 2026-12-18 2027-01-07 --why 'Year end.' --dry-run
              evenkeel calendar week add sun-thu --country IL --why 'Israel works Sunday to Thursday.'
              evenkeel calendar show acme-hq
            """,
        subcommands: [
            Show.self, Import.self, Export.self, Customers.self,
            Freeze.self, Holiday.self, Week.self, Window.self, Crossing.self,
        ])
}
