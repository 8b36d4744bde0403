import EvenkeelAPI
import EvenkeelDomain

/// The figures of what was promised, month by month, each with the incidents behind it. Kept by a person, kept by a
/// holding line and broken stay three figures; nobody is ranked.
struct FiguresModel {
    struct Month {
        let name: String
        let figures: [Figure]
    }

    struct Figure {
        let name: String
        let value: String
        let incidents: [Incident]
        let hasIncidents: Bool
    }

    struct Incident {
        let title: String
        let path: String
    }

    let months: [Month]
    let hasMonths: Bool

    /// - Parameter link: title and address of an incident; nil where it is not for these readers.
    init(_ figures: PromiseFigures, link: (String) -> Incident?) {
        let records = figures.months.isEmpty ? [] : [figures.all] + figures.months
        months = records.map { record in
            func figure(_ name: String, _ value: String, _ key: String) -> Figure {
                let incidents = (record.behind?[key] ?? []).compactMap(link)
                return Figure(name: name, value: value, incidents: incidents, hasIncidents: !incidents.isEmpty)
            }
            func span(_ seconds: Int?) -> String { seconds.map { SpanWords.of(seconds: $0) } ?? "-" }
            let share = record.incidents == 0 ? "-" : "\(record.knownFirst) of \(record.incidents)"
            return Month(
                name: record.month ?? "All time",
                figures: [
                    figure("Kept by a person", "\(record.keptByPerson)", "kept_by_person"),
                    figure("Kept by a holding line", "\(record.keptByHoldingLine)", "kept_by_holding_line"),
                    figure("Broken", "\(record.broken)", "broken"),
                    figure("Worst miss", span(record.worstMissSeconds), "worst_miss_seconds"),
                    figure("Median first word", span(record.medianFirstWordSeconds), "median_first_word_seconds"),
                    figure("Longest silence", span(record.longestSilenceSeconds), "longest_silence_seconds"),
                    figure("Known to us first", share, "known_first"),
                    figure("Reports on time", "\(record.reportsOnTime) of \(record.reportsDue)", "reports_due"),
                    figure("Repeats", "\(record.repeats)", "repeats"),
                ])
        }
        hasMonths = !months.isEmpty
    }
}

/// The figures in the console.
struct ConsoleFiguresModel: PageModel {
    static let template = "figures"
    let frame: ConsoleFrame
    let figures: FiguresModel
}

/// The figures of public incidents, where the operator publishes them.
struct PublicFiguresModel: PageModel {
    static let template = "promises"
    let siteName: String
    let figures: FiguresModel
}
