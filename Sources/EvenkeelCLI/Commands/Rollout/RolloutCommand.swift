import ArgumentParser

/// `evenkeel rollout`.
struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout", abstract: "Bring a release to a selection of the fleet, wave by wave.",
        discussion: """
            Example, from a policy to a running rollout:

              evenkeel rollout plan policy.yaml
              evenkeel rollout approve pbx-5.2
              evenkeel rollout start pbx-5.2
              evenkeel rollout watch pbx-5.2
            """,
        subcommands: [
            Plan.self, List.self, Show.self, Replan.self, Diff.self, Adopt.self, Approve.self, Start.self, Pause.self,
            Lift.self, Resume.self, Halt.self, Retry.self, Rollback.self, Why.self, Advance.self, Abort.self,
            Watch.self, Waiting.self,
            Report.self, Faults.self, Refusals.self, Response.self, Responses.self,
        ])
}
