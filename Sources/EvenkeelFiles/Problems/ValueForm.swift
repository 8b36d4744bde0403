import EvenkeelDomain
import Foundation

/// The form a value must have: how it is read, what is expected in words, and a hint where it is not met.
///
/// One form serves every file, so that a date, a share or a zone is the same thing in a table and in a policy.
struct ValueForm<Value> {
    let expected: String
    let hint: @Sendable (String) -> String?
    let parse: @Sendable (String) -> Value?

    init(
        _ expected: String, hint: @escaping @Sendable (String) -> String? = { _ in nil },
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.expected = expected
        self.hint = hint
        self.parse = parse
    }
}

extension ValueForm where Value == String {
    /// One line: text from files ends in mail subjects and log lines, so control characters are kept out here.
    static let line = ValueForm(
        "text on one line, at most 500 characters",
        hint: { text in
            text.unicodeScalars.contains(where: \.turnsReading)
                ? "it holds a mark that turns the direction of reading, which makes it read as another text; take it out"
                : nil
        },
        parse: { text in
            // Nearly every cell is short and plain ASCII, which needs no Unicode tables.
            if text.utf8.count <= 500, text.utf8.allSatisfy({ (32...126).contains($0) }) {
                return text.isEmpty ? nil : text
            }
            return text.count <= 500 && !text.unicodeScalars.contains { isControl($0) || $0.turnsReading } ? text : nil
        })

    static let paragraph = ValueForm("text, at most 5000 characters") { text in
        let controls = text.unicodeScalars.filter { isControl($0) && $0 != "\n" }
        return text.count <= 5000 && !text.allSatisfy(\.isWhitespace) && controls.isEmpty ? text : nil
    }

    static let zone = ValueForm(
        "an IANA time zone such as Europe/Rome",
        hint: { text in KnownNames.nearestZone(to: text).map { "did you mean \($0)?" } },
        parse: { KnownNames.isZone($0) ? $0 : nil })

    static let locale = ValueForm(
        "a language tag (BCP 47) such as en, it or pt-BR",
        hint: { $0.contains("_") ? "write \($0.replacing("_", with: "-"))" : nil },
        parse: { KnownNames.isLanguageTag($0) ? $0 : nil })

    static let country = ValueForm(
        "a country code of two letters (ISO 3166) such as IT",
        hint: { text in
            let upper = text.uppercased()
            if upper == "UK" { return "the United Kingdom is GB" }
            return KnownNames.countries.contains(upper) ? "write \(upper)" : nil
        }, parse: { KnownNames.countries.contains($0) ? $0 : nil })

    static let feature = ValueForm("a feature name without \"=\", such as call-queue") { text in
        text.contains("=") ? nil : line.parse(text)
    }

    static let commandName = ValueForm("the name of a declared command such as pbx-install") {
        ID<String>($0).isPlain ? $0 : nil
    }

    static let attribute = ValueForm("text without \";\"") { $0.contains(";") ? nil : line.parse($0) }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

extension ValueForm where Value == Int {
    static func whole(_ what: String, _ range: ClosedRange<Int>) -> ValueForm {
        ValueForm("\(what), \(range.lowerBound) to \(range.upperBound)") { digits($0, range) }
    }

    /// Digits only: no sign, no separators.
    fileprivate static func digits(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text), range.contains(number) else {
            return nil
        }
        return number
    }

    static let seats = ValueForm(
        "a whole number of seats, 0 or more", hint: { $0 == "-" ? "write 0, or leave the cell empty" : nil },
        parse: { ValueForm<Int>.digits($0, 0...100_000_000) })

    static let perDay = ValueForm(
        "a number of installs a day such as 12/day", hint: { Int($0).map { "write \($0)/day" } },
        parse: { text in
            text.hasSuffix("/day") ? ValueForm<Int>.digits(String(text.dropLast(4)), 1...1_000_000) : nil
        })

    static let minuteOfDay = ValueForm("a time of day such as 09:00") { text in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts[0].count == 2, parts[1].count == 2,
            let hour = ValueForm<Int>.digits(parts[0], 0...23), let minute = ValueForm<Int>.digits(parts[1], 0...59)
        else { return nil }
        return hour * 60 + minute
    }
}

extension ValueForm where Value == Share {
    static let share = ValueForm(
        "a number from 0 to 1 such as 0.7", hint: { $0.contains(",") ? "write the decimal point as \".\"" : nil },
        parse: { Share($0) })

    static let friendly = ValueForm("a number from 0 to 1, yes or no") { text in
        switch text.lowercased() {
        case "yes": .one
        case "no": .zero
        default: Share(text)
        }
    }

    /// Neither 0 nor 1 makes sense as an error rate or a confidence.
    static let risk = ValueForm(
        "a percentage above 0% and below 100%, such as 1%", hint: { Double($0) != nil ? "write \($0)%" : nil },
        parse: { text in
            Share(text).flatMap { $0.value > 0 && $0.value < 1 ? $0 : nil }
        })
}

extension ValueForm where Value == Double {
    static let multiplier = ValueForm(
        "a multiple such as 2x, 1x to 100x", hint: { Double($0) != nil ? "write \($0)x" : nil },
        parse: { text in
            text.hasSuffix("x") ? decimal(String(text.dropLast())).flatMap { (1...100).contains($0) ? $0 : nil } : nil
        })

    static let sites = ValueForm(
        "a number of sites such as 10 sites", hint: { Int($0) != nil ? "write \($0) sites" : nil },
        parse: { text in
            let number = text.hasSuffix(" sites") ? text.dropLast(6) : text == "1 site" ? "1" : ""
            return decimal(String(number)).flatMap { (0.1...1_000_000).contains($0) ? $0 : nil }
        })

    static let weight = ValueForm("a weight from 0 to 1 such as .45") { Share($0)?.value }

    private static func decimal(_ text: String) -> Double? {
        text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 } ? Double(text) : nil
    }
}

extension ValueForm where Value == Bool {
    static let boolean = ValueForm("true or false") { text in
        switch text {
        case "true", "yes": true
        case "false", "no": false
        default: nil
        }
    }
}

extension ValueForm where Value == TimeSpan {
    static let span = ValueForm(
        "a length of time such as 30m, 48h or 7d",
        hint: { Int($0) != nil ? "add the unit: \($0)m, \($0)h or \($0)d" : nil }, parse: { TimeSpan($0) })

    static let positiveSpan = ValueForm(
        "a length of time above 0 such as 30m or 48h", hint: { span.hint($0) },
        parse: {
            TimeSpan($0).flatMap { $0 > .zero ? $0 : nil }
        })
}

extension ValueForm where Value == Amount {
    static let amount = ValueForm("a whole number such as 5, or a percentage such as 2%") { text in
        if text.hasSuffix("%") { return Share(text).flatMap { $0.value > 0 ? .share($0) : nil } }
        return ValueForm<Int>.digits(text, 1...100_000_000).map(Amount.count)
    }
}

extension ValueForm where Value == CivilDate {
    static let date = ValueForm("a date such as 2026-12-01") { CivilDate($0) }
}

extension ValueForm where Value == Version {
    static let version = ValueForm(
        "a version such as 5.2.0",
        hint: { text in text.first == "v" && Version(String(text.dropFirst())) != nil ? "leave out the \"v\"" : nil },
        parse: { Version($0) })
}

extension ValueForm where Value == EmailAddress {
    static let address = ValueForm("an e-mail address such as it@acme.example") { EmailAddress($0) }
}

extension ValueForm where Value == String {
    /// The text of a window: it is kept as people wrote it, once it is known to be one.
    static let window = ValueForm(
        "a window: a recurrence rule and, after a blank, a duration, such as FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=22 PT4H",
        hint: { text in
            do throws(RecurrenceTrouble) { _ = try MaintenanceWindow.span(text) } catch {
                let (expected, hint) = RecurrenceWords.of(error)
                return "expected " + expected + (hint.map { "; \($0)" } ?? "")
            }
            return nil
        },
        parse: { text in
            do throws(RecurrenceTrouble) { _ = try MaintenanceWindow.span(text) } catch { return nil }
            return text
        })

    static let serviceHours = ValueForm(
        "hours such as 08:00-18:00, mon-fri 08:00-18:00;sat 09:00-13:00, or 24x7",
        parse: { ServiceHours($0) == nil ? nil : $0 })
}

extension ValueForm where Value == WorkingWeek {
    static let workingWeek = ValueForm("working days such as mon-fri, sun-thu or mon;tue;thu") {
        WorkingWeek(text: $0)
    }
}

private func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    [.control, .format].contains(scalar.properties.generalCategory)
}

extension ValueForm {
    /// An id that can stand in an address, a path and the argument of a command.
    static func id<Entity>(_ what: String) -> ValueForm where Value == ID<Entity> {
        ValueForm(
            "\(what): letters, digits, \".\", \"_\" and \"-\", beginning with a letter or a digit",
            hint: { text in
                // An id without what nobody sees would be another one.
                if text.unicodeScalars.contains(where: { isUnseen($0) }) {
                    return "it holds a character that cannot be seen; type it again"
                }
                let plain = text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
                let trimmed = String(plain.drop { "._-".contains($0) }.prefix(128)).lowercased()
                return ID<Entity>(trimmed).isPlain ? "write \(trimmed)" : nil
            }, parse: { ID<Entity>($0).isPlain ? ID<Entity>($0) : nil })
    }

    static func oneOf(_ type: Value.Type = Value.self) -> ValueForm
    where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
        oneOf(Value.allCases.map { ($0.rawValue, $0) })
    }

    static func oneOf(_ cases: [(name: String, value: Value)]) -> ValueForm where Value: Sendable {
        let names = cases.map(\.name)
        let values = Dictionary(cases.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return ValueForm(
            "one of " + names.joined(separator: ", "),
            hint: { nearestName(to: $0, in: names).map { "did you mean \($0)?" } }, parse: { values[$0] })
    }
}
