import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles
import Foundation

/// How a fleet file is read, the same for every command that reads one.
struct FleetFileOptions: ParsableArguments {
    enum Extra: String, CaseIterable, ExpressibleByArgument { case environment }

    @Option(
        name: .long,
        help: ArgumentHelp(
            "People to be told: a table of customer, name, email, phone, role, locale.", valueName: "file"),
        completion: .file())
    var contacts: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A column of the file under another name, such as site_id=installation; may be repeated.",
            valueName: "theirs=ours"),
        transform: ArgumentForm.pair)
    var map: [NamedValue] = []

    @Option(name: .long, help: "What becomes of unknown columns, which are refused otherwise.")
    var extra: Extra?

    @Flag(name: .long, help: "Leave out bad rows and list them, instead of reading nothing.")
    var skipBad = false

    /// Reads the fleet, and the contacts where they are given. What was skipped is told on standard error.
    func read(_ path: String) throws(FileProblems) -> Fleet {
        let names = Dictionary(map.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let reading = try FleetFile.read(
            path: path, options: .init(map: names, extraAsEnvironment: extra == .environment, skipBad: skipBad))
        if let skipped = reading.skipped {
            let failure = CommandFailure(skipped, consequence: "the rows were left out")
            for line in failure.why { Console.note("skipped: \(line)") }
        }
        guard let contacts else { return reading.fleet }
        let people = try ContactsFile.read(path: contacts, customers: Set(reading.fleet.customers.keys))
        return ContactsFile.adding(people, to: reading.fleet)
    }

    /// True for a file that takes so long that somebody would wonder.
    static func isLarge(_ path: String) -> Bool {
        do {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size]
            return (size as? NSNumber)?.intValue ?? 0 > 4_000_000
        } catch {
            // Whoever reads it says what is wrong with it.
            return false
        }
    }
}
