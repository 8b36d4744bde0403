import EvenkeelDomain

/// Moves the dates of a template to where a new rollout begins: a deadline stays as far from the start as it was, a
/// freeze stays in its season, in the first year in which it is not over.
struct TemplateDays {
    let from: CivilDate
    let to: CivilDate

    /// A line with its dates moved. Freezes are told by their `from` and `to`.
    func moved(_ line: String) -> String {
        guard let freeze = line.firstRange(of: "{ from: ") else { return shifted(line) }
        let until = line[freeze.upperBound...].firstRange(of: "}")?.lowerBound ?? line.endIndex
        return shifted(String(line[..<freeze.lowerBound])) + inSeason(String(line[freeze.lowerBound..<until]))
            + moved(String(line[until...]))
    }

    private func shifted(_ text: String) -> String { replacingDates(in: text) { $0 + (to - from) } }

    private func inSeason(_ freeze: String) -> String {
        var dates: [CivilDate] = []
        _ = replacingDates(in: freeze) { date in
            dates.append(date)
            return date
        }
        guard let last = dates.last else { return freeze }
        var years = to.yearMonthDay.year - last.yearMonthDay.year
        if Self.later(last, byYears: years) < to { years += 1 }
        return replacingDates(in: freeze) { Self.later($0, byYears: years) }
    }

    /// The same day of another year; 29 February becomes 1 March where there is none.
    private static func later(_ date: CivilDate, byYears years: Int) -> CivilDate {
        let (year, month, day) = date.yearMonthDay
        return CivilDate(year: year + years, month: month, day: day)
            ?? CivilDate(year: year + years, month: 3, day: 1) ?? date
    }

    private func replacingDates(in text: String, by change: (CivilDate) -> CivilDate) -> String {
        let digits = Array(text)
        var result = ""
        var index = 0
        while index < digits.count {
            if index + 10 <= digits.count, let date = CivilDate(String(digits[index..<(index + 10)])) {
                result += change(date).description
                index += 10
            } else {
                result.append(digits[index])
                index += 1
            }
        }
        return result
    }
}
