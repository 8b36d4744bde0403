import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

extension CalendarCommand {
    struct Freeze: AsyncParsableCommand, CalendarRuleNoun {
        static let noun = CalendarNoun.freeze
        static let plural = "freezes"
        static let configuration = CommandConfiguration(
            abstract: "Days on which nothing is changed.",
            discussion: """
                Example:

                  evenkeel calendar freeze add 2026-12-18 2027-01-07 --why 'Year end.' --among 'tag==retail'
                """,
            subcommands: [Add.self, CalendarRuleList<Freeze>.self, CalendarRuleLift<Freeze>.self])

        struct Add: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Add a freeze; both days belong to it, by each site's own calendar.",
                discussion: """
                    Example:

                      evenkeel calendar freeze add 2026-12-18 2027-01-07 --why 'Year end.' --dry-run
                    """)

            @Argument(help: "The first day.", transform: ArgumentForm.date)
            var from: CivilDate

            @Argument(help: "The last day.", transform: ArgumentForm.date)
            var to: CivilDate

            @OptionGroup var rule: CalendarRuleOptions

            func run() async throws { try await rule.send(.freeze, .init(from: "\(from)", to: "\(to)")) }
        }
    }

    struct Holiday: AsyncParsableCommand, CalendarRuleNoun {
        static let noun = CalendarNoun.holiday
        static let plural = "holidays"
        static let configuration = CommandConfiguration(
            abstract: "Days on which nobody works.",
            discussion: """
                Example:

                  evenkeel calendar holiday add 2026-12-08 --country IT --why Immacolata --yearly
                """,
            subcommands: [Add.self, CalendarRuleList<Holiday>.self, CalendarRuleLift<Holiday>.self])

        struct Add: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Add a holiday of one day or several; its name is given as --why.",
                discussion: """
                    Example:

                      evenkeel calendar holiday add 2027-04-22 2027-04-28 --country IL --why Pesach
                    """)

            @Argument(help: "The day, or the first.", transform: ArgumentForm.date)
            var from: CivilDate

            @Argument(help: "The last day.", transform: ArgumentForm.date)
            var to: CivilDate?

            @Flag(name: .long, help: "It comes on the same days of every year.")
            var yearly = false

            @OptionGroup var rule: CalendarRuleOptions

            func run() async throws {
                try await rule.send(.holiday, .init(from: "\(from)", to: to?.description, yearly: yearly))
            }
        }
    }

    struct Week: AsyncParsableCommand, CalendarRuleNoun {
        static let noun = CalendarNoun.week
        static let plural = "working weeks"
        static let configuration = CommandConfiguration(
            abstract: "The days on which sites work, where a site does not say it itself.",
            discussion: """
                Example:

                  evenkeel calendar week add sun-thu --country IL --why 'Israel works Sunday to Thursday.'
                """,
            subcommands: [Add.self, CalendarRuleList<Week>.self, CalendarRuleLift<Week>.self])

        struct Add: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Add a working week.",
                discussion: """
                    Example:

                      evenkeel calendar week add sun-thu --country IL --why 'Israel works Sunday to Thursday.'
                    """)

            @Argument(help: "The days, such as sun-thu or mon;tue;thu.")
            var days: String

            @OptionGroup var rule: CalendarRuleOptions

            func run() async throws { try await rule.send(.week, .init(week: days)) }
        }
    }

    struct Window: AsyncParsableCommand, CalendarRuleNoun {
        static let noun = CalendarNoun.window
        static let plural = "windows"
        static let configuration = CommandConfiguration(
            abstract: "When work is allowed at a customer's sites, where a site does not say it itself.",
            discussion: """
                Example:

                  evenkeel calendar window add 'FREQ=WEEKLY;BYDAY=SA;BYHOUR=22 PT4H' --among customer==acme \
                --why 'Agreed with the shop.'
                """,
            subcommands: [Add.self, CalendarRuleList<Window>.self, CalendarRuleLift<Window>.self])

        struct Add: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Add a window, in the local time of each site.",
                discussion: """
                    Example:

                      evenkeel calendar window add 'FREQ=MONTHLY;BYDAY=1SU;BYHOUR=2 PT3H' --among customer==acme \
                    --why 'Agreed with the shop.'
                    """)

            @Argument(help: "A recurrence rule and a duration, as in the fleet's column window.")
            var window: String

            @OptionGroup var rule: CalendarRuleOptions

            func run() async throws { try await rule.send(.window, .init(window: window)) }
        }
    }
}
