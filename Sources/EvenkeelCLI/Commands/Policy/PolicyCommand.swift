import ArgumentParser

/// `evenkeel policy`.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Write and check the answers that a rollout is planned by.",
        discussion: """
            Examples:

              evenkeel policy templates
              evenkeel policy new keep-calm --rollout pbx-6 --product pbx --version 6.0.0 --out policy.yaml
              evenkeel policy check policy.yaml
            """,
        subcommands: [Templates.self, New.self, Check.self])
}
