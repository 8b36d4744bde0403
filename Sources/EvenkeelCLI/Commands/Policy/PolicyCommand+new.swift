import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles
import Foundation

extension PolicyCommand {
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a policy for a release of your own, from a built-in template.",
            discussion: """
                Keeps the template's waves, verdict and comments, and moves its dates to where the rollout begins. \
                What a template cannot know, such as the text of notices, is left to be filled in.

                Example:

                  evenkeel policy new keep-calm --rollout pbx-6 --product pbx --version 6.0.0 --start 2027-03-01 \
                --fix QUEUE-113 --touch call-queue --out policy.yaml
                """)

        @Argument(
            help: "One of \(PolicyTemplate.allCases.map(\.rawValue).joined(separator: ", ")).",
            completion: .list(PolicyTemplate.allCases.map(\.rawValue)), transform: PolicyTemplate.choice)
        var template: PolicyTemplate

        @Option(name: .long, help: ArgumentHelp("The new rollout's id, such as pbx-6.", valueName: "name"))
        var rollout: String

        @Option(name: .long, help: ArgumentHelp("The product, as installations name it.", valueName: "product"))
        var product: String

        @Option(
            name: .long, help: ArgumentHelp("The version to bring, such as 6.0.0.", valueName: "version"),
            transform: ArgumentForm.version)
        var version: Version

        @Option(
            name: .long,
            help: ArgumentHelp("Earliest day of the first wave; else as soon as the notice allows.", valueName: "date"),
            transform: ArgumentForm.date)
        var start: CivilDate?

        @Option(name: .long, help: ArgumentHelp("A change the release brings; may be repeated.", valueName: "id"))
        var fix: [String] = []

        @Option(name: .long, help: ArgumentHelp("A feature the release touches; may be repeated.", valueName: "name"))
        var touch: [String] = []

        @Option(
            name: .long, help: ArgumentHelp("A new file to write to, instead of printing.", valueName: "file"),
            completion: .file())
        var out: String?

        func validate() throws {
            guard RolloutID(rollout).isPlain else {
                throw ValidationError(
                    "--rollout must be letters, digits, \".\", \"_\" and \"-\", beginning with a letter or a digit.")
            }
        }

        func run() async throws {
            let draft = PolicyDraft(
                rollout: RolloutID(rollout), product: product, version: version, start: start, fixes: fix,
                touches: touch)
            let today = ZoneOffsets.utc.localDate(at: SystemClock.now())
            let source = try BuiltInFile.text("templates/\(template.rawValue).yaml")
            try requireFixes(for: try PolicyFile.read(text: source, named: "\(template.rawValue).yaml"))
            let text = try draft.text(from: template, reading: source, today: today)
            guard let out else {
                try Console.write(Data(text.utf8), to: .output)
                return
            }
            try NewFile.write(text, to: out)
            Console.note("\(out) is written. \(missing.joined(separator: " "))")
        }

        /// A wave by need is for those who want one of the fixes: without any it would be for nobody.
        private func requireFixes(for example: Policy) throws {
            guard fix.isEmpty, let wave = example.waves.first(where: { $0.order == .need }) else { return }
            throw CommandFailure(
                "\(template.rawValue) needs a --fix.",
                why:
                    "Its wave \"\(wave.name)\" is for those who want one of the fixes, and without any it is for nobody.",
                hint: "Name what the release fixes as installations want it, such as --fix QUEUE-113, or begin with "
                    + "the template percent.", exitStatus: .usage)
        }

        /// What to fill in next.
        private var missing: [String] {
            var sentences: [String] = []
            if fix.isEmpty { sentences.append("It names no fixes, so nobody is in need yet.") }
            if touch.isEmpty { sentences.append("It does not say what the release touches.") }
            return sentences + ["Notices wait for their texts. Then: evenkeel fleet check FLEET --policy \(out ?? "-")"]
        }
    }
}

extension PolicyTemplate: ChoiceArgument {}
