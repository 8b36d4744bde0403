public import EvenkeelDomain

/// Puts the answers of forms into a fleet: what was unknown becomes known, what is known stays unless the forms are
/// said to know better.
public enum FleetFormImport {
    /// A fact that changes, or that two sides see differently.
    public struct Difference: Hashable, Sendable {
        public let installation: InstallationID
        public let column: String
        /// Nil where it was unknown.
        public let known: String?
        public let answered: String
        public let file: String
        public let line: Int
    }

    public struct Result: Sendable {
        public let fleet: Fleet
        /// What changed, form by form, in the order of their lines.
        public let changes: [Difference]
        /// Answers that contradict a known fact and were not taken over.
        public let contradictions: [Difference]
    }

    /// - Parameter isAuthoritative: answers replace facts that are known.
    /// - Throws: where a form cannot be read, or speaks of a site the fleet does not have, of another customer's, or
    ///   contradicts another form. Nothing is taken over then.
    public static func merge(
        forms paths: [String], into fleet: Fleet, isAuthoritative: Bool = false
    ) throws(FileProblems) -> Result {
        var answers: [FormAnswer] = []
        var found: [FileProblem] = []
        var total = 0
        for path in paths {
            do throws(FileProblems) {
                answers += try FormReader(try SourceText(path: path, limit: ContactsFile.sizeLimitBytes)).answers()
            } catch {
                found += error.problems
                total += error.total
            }
        }
        let problems = contradictions(among: answers) + answers.compactMap { problem(of: $0, in: fleet) }
        found += problems
        total += problems.count
        guard found.isEmpty else { throw FileProblems(found, total: total) }
        return merge(answers, into: fleet, isAuthoritative)
    }

    private static func merge(_ answers: [FormAnswer], into fleet: Fleet, _ isAuthoritative: Bool) -> Result {
        var sites = fleet.installations
        let numbers = Dictionary(uniqueKeysWithValues: zip(sites.map(\.id), sites.indices))
        var changes: [Difference] = []
        var contradictions: [Difference] = []
        for answer in answers {
            guard let number = numbers[answer.site.id], let answered = answer.question.text(answer.site),
                !answer.question.agree(answer.site, sites[number])
            else { continue }
            let known = answer.question.text(sites[number])
            let difference = Difference(
                installation: answer.site.id, column: answer.question.column, known: known, answered: answered,
                file: answer.file, line: answer.line)
            if known == nil || isAuthoritative {
                answer.question.copy(answer.site, &sites[number])
                changes.append(difference)
            } else {
                contradictions.append(difference)
            }
        }
        let merged = Fleet(
            installations: sites, customers: Array(fleet.customers.values),
            contacts: fleet.contacts.values.flatMap(\.self))
        return Result(fleet: merged, changes: changes, contradictions: contradictions)
    }

    private static func problem(of answer: FormAnswer, in fleet: Fleet) -> FileProblem? {
        guard answer.isFirstOfLine else { return nil }
        guard let site = fleet[answer.site.id] else {
            let nearest = nearestName(to: answer.site.id.text, in: fleet.installations.lazy.map(\.id.text))
            return FileProblem(
                file: answer.file, line: answer.line, name: "installation", value: answer.site.id.text,
                expected: "an installation of the fleet", hint: nearest.map { "did you mean \($0)?" })
        }
        guard site.customer == answer.site.customer else {
            return FileProblem(
                file: answer.file, line: answer.line, name: "customer", value: answer.site.customer.text,
                expected: "\(site.customer), whose installation \(site.id) is",
                hint: "the first columns of a form stay as they are")
        }
        return nil
    }

    /// Two forms that answer one question in two ways; nobody can say who is right.
    private static func contradictions(among answers: [FormAnswer]) -> [FileProblem] {
        struct Key: Hashable {
            let site: InstallationID
            let column: String
        }
        var first: [Key: FormAnswer] = [:]
        var problems: [FileProblem] = []
        for answer in answers {
            let key = Key(site: answer.site.id, column: answer.question.column)
            guard let earlier = first[key] else {
                first[key] = answer
                continue
            }
            guard !answer.question.agree(answer.site, earlier.site) else { continue }
            problems.append(
                FileProblem(
                    file: answer.file, line: answer.line, column: answer.column, name: key.column,
                    value: answer.question.text(answer.site),
                    expected: "the same answer for \(key.site) as in \(earlier.file), line \(earlier.line):"
                        + " \(earlier.question.text(earlier.site) ?? "")",
                    hint: "ask both, and correct one form"))
        }
        return problems
    }
}
