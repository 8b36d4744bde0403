import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles
import EvenkeelSimulator

/// `--defect 'PREDICATE=RATE'`: the rate is what follows the last equals sign, since predicates are full of them.
enum DefectArgument {
    @Sendable static func defect(_ text: String) throws -> Defect {
        guard let sign = text.lastIndex(of: "=") else { throw missingRate(text) }
        let rate = text[text.index(after: sign)...].drop { $0 == " " }
        let condition = String(text[..<sign])
        guard let share = Share(String(rate)) else {
            if isNumber(rate) {
                throw ValidationError("The rate \(rate) is outside 0..1; 0.3 or 30% means three sites of ten.")
            }
            throw missingRate(text)
        }
        guard !condition.allSatisfy({ $0 == " " }) else {
            throw ValidationError("Expected whom it breaks before the rate; 'installation==*=\(rate)' means everybody.")
        }
        do { return Defect(predicate: try Predicate(parsing: condition), rate: share) } catch {
            let (expected, hint) = PredicateSentence.of(error.problem)
            throw ValidationError(
                "At character \(error.offset + 1): expected \(expected)." + (hint.map { " Hint: \($0)" } ?? ""))
        }
    }

    private static func missingRate(_ text: String) -> ValidationError {
        ValidationError(
            "Expected a predicate and a rate such as 'feature==fax;feature==t38=0.3'; no rate follows the last \"=\".")
    }

    private static func isNumber(_ text: Substring) -> Bool {
        Double(text.hasSuffix("%") ? text.dropLast() : text) != nil
    }
}
