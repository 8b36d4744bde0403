import ArgumentParser
import Foundation

extension FleetCommand {
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what past rollouts showed of installations, as CSV that plan --history reads.",
            discussion: """
                How often each was asked and answered, the hours to its first report, its reports and those that were
                confirmed, and the last day on which it went early: learned from the latest dozen rollouts. The server's
                own plans use it without being told.

                Example:

                  evenkeel fleet history > history.csv
                  evenkeel plan fleet.csv --policy policy.yaml --history history.csv
                """)

        @OptionGroup var server: ServerOptions

        func run() async throws {
            let data = try await server.connection().send("GET", ServerConnection.path(["fleet", "history"]))
            try Console.write(data, to: .output)
        }
    }
}
