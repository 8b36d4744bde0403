import ArgumentParser
import EvenkeelAPI

/// A kind of rule with the words of its commands.
protocol CalendarRuleNoun {
    static var noun: CalendarNoun { get }
    static var plural: String { get }
}

/// `evenkeel calendar freeze list` and the like.
struct CalendarRuleList<Noun: CalendarRuleNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "List the \(Noun.plural) in force.",
            discussion: """
                Example:

                  evenkeel calendar \(Noun.noun.rawValue) list
                """)
    }

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let page = try await server.connection().get(
            CalendarRulePage.self, "calendar", "rules", query: [("kind", Noun.noun.rawValue)])
        try Printout.show(page, as: output.format) { width, ink in
            var table = TextTable([
                .text("id"), .text("when"), .prose("for"), .text("owner"), .prose("why"),
            ])
            for rule in page.rules {
                table.add(
                    TextTable.Cell(rule.id), TextTable.Cell(rule.when), TextTable.Cell(rule.among ?? "everybody"),
                    TextTable.Cell(rule.owner), TextTable.Cell(rule.why))
            }
            return Printout.list(table, orElse: "There are no \(Noun.plural).", width: width, ink: ink)
        }
    }
}

/// `evenkeel calendar freeze lift` and the like.
struct CalendarRuleLift<Noun: CalendarRuleNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "lift", abstract: "Lift a \(Noun.noun.rawValue), with the reason.",
            discussion: """
                Example:

                  evenkeel calendar \(Noun.noun.rawValue) lift \(Noun.noun.rawValue)-1 --why 'It is over.' --dry-run
                """)
    }

    @Argument(help: "Its id.")
    var id: String

    @Option(name: .long, help: ArgumentHelp("Why it may go.", valueName: "sentence"))
    var why: String

    @Flag(name: .long, help: "Show what it would do to every rollout, and do nothing.")
    var dryRun = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOption

    private struct Body: Encodable {
        let why: String
        let dryRun: Bool
    }

    func run() async throws {
        let change = try await server.connection().send(
            "POST", ["calendar", "rules", id, "lift"], Body(why: why, dryRun: dryRun),
            expecting: CalendarChangeDocument.self)
        try Printout.show(change, as: output.format) { width, ink in
            CalendarChangePrinter.lines(change, done: "\(Noun.noun.rawValue) \(id) is lifted.", width: width, ink: ink)
        }
    }
}

/// What every rule says besides its days.
struct CalendarRuleOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Whom it is for; without it and --country, everybody.", valueName: "predicate"),
        transform: ArgumentForm.predicate)
    var among: String?

    @Option(name: .long, help: ArgumentHelp("The country it is for, such as IL.", valueName: "code"))
    var country: String?

    @Option(name: .long, help: ArgumentHelp("The reason, for whoever meets it.", valueName: "sentence"))
    var why: String

    @Option(
        name: .long, help: ArgumentHelp("Who answers for it; without it, the name of the token.", valueName: "name"))
    var owner: String?

    @Option(name: .long, help: ArgumentHelp("Its id; without it, one is made.", valueName: "id"))
    var id: String?

    @Flag(name: .long, help: "Show what it would do to every rollout, and do nothing.")
    var dryRun = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOption

    private struct Body: Encodable {
        let id: String?
        let kind: String
        let from: String?
        let to: String?
        let yearly: Bool?
        let week: String?
        let window: String?
        let among: String?
        let owner: String?
        let why: String
        let dryRun: Bool
    }

    /// What the days are said with.
    struct Days {
        var from: String?
        var to: String?
        var yearly: Bool?
        var week: String?
        var window: String?
    }

    func send(_ noun: CalendarNoun, _ days: Days) async throws {
        let whom = [country.map { "country==\($0)" }, among.map { among in country == nil ? among : "(\(among))" }]
            .compactMap(\.self).joined(separator: ";")
        let body = Body(
            id: id, kind: noun.rawValue, from: days.from, to: days.to, yearly: days.yearly, week: days.week,
            window: days.window, among: whom.isEmpty ? nil : whom, owner: owner, why: why, dryRun: dryRun)
        let change = try await server.connection().send(
            "POST", ["calendar", "rules"], body, expecting: CalendarChangeDocument.self)
        try Printout.show(change, as: output.format) { width, ink in
            let rule = change.rule
            return CalendarChangePrinter.lines(
                change, done: "\(rule.kind) \(rule.id): \(rule.when), for \(rule.among ?? "everybody").", width: width,
                ink: ink)
        }
    }
}
