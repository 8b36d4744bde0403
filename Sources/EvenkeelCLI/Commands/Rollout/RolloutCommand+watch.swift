import ArgumentParser
import EvenkeelAPI

extension RolloutCommand {
    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Watch a rollout live, until it ends.",
            discussion: """
                Looks every second. On a terminal the picture is redrawn in place; elsewhere every change is a line.

                Example:

                  evenkeel rollout watch pbx-5.2
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @OptionGroup var server: ServerOptions

        /// Missed looks after which watching ends: a server that restarts is back by then.
        private static let patienceLooks = 30

        func run() async throws {
            let connection = try server.connection()
            var view = WatchView()
            var missed = 0
            // The first look tells of a wrong address at once.
            var rollout = try await look(connection)
            while true {
                view.show(rollout)
                if ["completed", "aborted"].contains(rollout.state) { return }
                try await Task.sleep(for: .seconds(1))
                do {
                    rollout = try await look(connection)
                    missed = 0
                } catch let failure as CommandFailure {
                    missed += 1
                    guard missed < Self.patienceLooks else { throw failure }
                    view.note("\(failure.what) Trying again.")
                }
            }
        }

        private func look(_ connection: ServerConnection) async throws -> RolloutDocument {
            try await connection.get(RolloutDocument.self, "rollouts", id)
        }
    }
}
