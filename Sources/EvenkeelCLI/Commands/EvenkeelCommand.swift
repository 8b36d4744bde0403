import ArgumentParser

/// The root of the command line: noun, then verb.
struct EvenkeelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evenkeel",
        abstract: "Brings a new release to customers in careful waves, and keeps its word when something breaks.",
        discussion: """
            Plan a rollout from the example fleet, with no server and no database:

              evenkeel plan Examples/fleet.csv --policy Examples/keep-calm.yaml

            Commands that talk to a server find it at --server or EVENKEEL_SERVER (default \
            http://127.0.0.1:8080) and show it the token in EVENKEEL_TOKEN. They exit with 0 when it is done, \
            1 when it was refused or failed, 2 when the command line was not understood.
            """,
        groupedSubcommands: [
            CommandGroup(name: "Server", subcommands: servers),
            CommandGroup(
                name: "Local",
                subcommands: [
                    PlanCommand.self, SimulateCommand.self, VerdictCommand.self, PolicyCommand.self, ConfigCommand.self,
                ]),
            CommandGroup(
                name: "Rollout",
                subcommands: [
                    FleetCommand.self, ReleaseCommand.self, RolloutCommand.self, JobCommand.self, BundleCommand.self,
                    CalendarCommand.self, HoldCommand.self,
                    GuardCommand.self,
                    NoticeCommand.self,
                ]),
            CommandGroup(
                name: "Incident",
                subcommands: [
                    IncidentCommand.self, MaintenanceCommand.self, PromiseCommand.self, AlertCommand.self,
                    ComponentCommand.self,
                    CustomerCommand.self, PinCommand.self, AppointmentCommand.self, SupportCommand.self,
                ]),
            CommandGroup(
                name: "Message and record",
                subcommands: [
                    OutboundCommand.self, DeliveryCommand.self, RecipientCommand.self, SubscriberCommand.self,
                    ReplyCommand.self, JournalCommand.self, TokenCommand.self,
                ]),
        ])

    /// Commands that are a server, or bring one with them.
    private static let servers: [any ParsableCommand.Type] = [
        DemoCommand.self, ServeCommand.self, BackupCommand.self, RestoreCommand.self,
    ]
}
