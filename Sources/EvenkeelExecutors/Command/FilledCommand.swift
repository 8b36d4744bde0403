import EvenkeelDomain
import EvenkeelLedger

/// The arguments of a declared command, filled with the values of one install.
struct FilledCommand: Hashable, Codable, Sendable {
    var program: String
    var arguments: [String]

    /// Why a command is not run.
    struct Refused: Error {
        let note: String
    }

    init(program: String, arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    static func values(_ job: InstallJob) -> [String: String] {
        var values = [
            "installation": job.site.id.text, "customer": job.site.customer.text,
            "version": job.release.version.description, "product": job.release.product, "rollout": job.rollout.text,
            "attempt": "\(job.attempt)", "install": "\(job.id)",
        ]
        // What nobody knows is left out.
        values["previous"] = (job.backTo ?? job.site.version)?.description
        return values
    }

    /// A version may end in anything (`5.2.0+../../x`) and a product is a free name: neither may become an option or a
    /// path of its own where the owner of the command wrote `/packages/{version}.tgz`.
    init(_ line: [String], named name: String, _ job: InstallJob) throws(Refused) {
        guard job.site.id.isPlain, job.site.customer.isPlain, job.rollout.isPlain else {
            throw Refused(note: "an id holds characters that are not passed to commands")
        }
        guard let program = line.first else { throw Refused(note: "the command \(name) is empty") }
        let values = Self.values(job)
        for member in ["product", "version", "previous"] where line.contains(where: { $0.contains("{\(member)}") }) {
            guard let value = values[member], Self.mayFillArgument(value) else {
                throw Refused(note: "the \(member) holds characters that are not passed to commands")
            }
        }
        self.program = program
        arguments = line.dropFirst().map { Self.fill($0, values) }
    }

    /// What an id may hold, and the `+` before the build data of a version.
    private static func mayFillArgument(_ text: String) -> Bool {
        ID<Release>(text.replacing("+", with: "-")).isPlain && text.utf8.first != UInt8(ascii: "+")
    }

    static func fill(_ argument: String, _ values: [String: String]) -> String {
        var rest = argument[...]
        var result = ""
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
