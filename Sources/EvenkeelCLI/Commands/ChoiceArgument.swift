import ArgumentParser
import EvenkeelDomain

/// One of a few names as an argument: the names that JSON and files have too.
protocol ChoiceArgument: CaseIterable, RawRepresentable, Sendable where RawValue == String {}

extension ChoiceArgument {
    @Sendable static func choice(_ text: String) throws -> Self {
        guard let choice = Self(rawValue: text) else {
            let names = allCases.map(\.rawValue)
            let nearest = nearestName(to: text, in: names).map { " Did you mean \($0)?" } ?? ""
            throw ValidationError("Expected one of \(names.joined(separator: ", ")).\(nearest)")
        }
        return choice
    }
}
