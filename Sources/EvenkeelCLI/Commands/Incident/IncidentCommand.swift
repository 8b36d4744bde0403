import ArgumentParser
import EvenkeelDomain

/// `evenkeel incident`.
struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Own a breakage, keep customers told, and report on it.",
        discussion: """
            Example, the whole life of one:

              evenkeel incident own 'Calls drop after ten seconds.' --component telephony --impact major
              evenkeel incident update INC 'We are taking the release back.' --status identified
              evenkeel incident restore INC --customer acme --how 'The earlier version is back.'
              evenkeel incident resolve INC 'Calls work again at every site.'
              evenkeel incident report INC --file report.json
            """,
        subcommands: [
            Own.self, Update.self, Restore.self, Resolve.self, Publish.self, Report.self, Prove.self, Correct.self,
            Regulator.self, Diagnose.self, Repeat.self, Import.self, DrillCommand.self, Extract.self,
            RequestReport.self, List.self,
            Show.self,
        ])
}

extension Impact: ChoiceArgument {}
extension IncidentStatus: ChoiceArgument {}
