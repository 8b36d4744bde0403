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
        let reading = try FleetFile.read(path: path, options: options)
        tell(skipped: reading.skipped)
        guard let contacts else { return reading.fleet }
        let people = try ContactsFile.read(path: contacts, customers: Set(reading.fleet.customers.keys))
        return ContactsFile.adding(people, to: reading.fleet)
    }

    /// The same as columns, for what needs no single installation; contacts are counted, not kept.
    func readImage(
        _ path: String, progress: ProgressReport? = nil
    ) throws(FileProblems) -> (image: FleetImage, contacts: Int) {
        let reading = try FleetFile.readImage(path: path, options: options) { progress?.reached($0) }
        tell(skipped: reading.skipped)
        let known = reading.contacts.values.flatMap { $0.map(\.id) }
        guard let contacts else { return (reading.image, known.count) }
        let people = try ContactsFile.read(path: contacts, customers: Set(reading.image.customerIDs))
        return (reading.image, Set(known + people.map(\.id)).count)
    }

    private var options: FleetFile.Options {
        let names = Dictionary(map.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return FleetFile.Options(map: names, extraAsEnvironment: extra == .environment, skipBad: skipBad)
    }

    private func tell(skipped: FileProblems?) {
        guard let skipped else { return }
        for line in CommandFailure(skipped, consequence: "the rows were left out").why {
            Console.note("skipped: \(line)")
        }
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
