import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles

extension FleetCommand {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a fleet file, and say which missing facts cost a policy most.",
            discussion: """
                An unknown fact never makes a site simple, friendly or covered, so each one that a policy asks for \
                costs something: a site is left out, kept out of a wave, or goes last, and what it runs stays unseen. \
                This says what to ask customers for first; `evenkeel fleet form export` writes the questions. Needs no \
                server.

                Example:

                  evenkeel fleet check Examples/fleet.csv --policy Examples/keep-calm.yaml
                """)

        @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
        var fleet: String

        @Option(name: .long, help: ArgumentHelp("The policy, in YAML.", valueName: "file"), completion: .file())
        var policy: String

        @OptionGroup var reading: FleetFileOptions
        @OptionGroup var knowledge: FleetCheckOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let progress = FleetFileOptions.isLarge(fleet) ? ProgressReport("check") : nil
            defer { progress?.end() }
            let policy = try PolicyFile.read(path: policy)
            progress?.stage("reading \(fleet)")
            let (image, contacts) = try reading.readImage(fleet, progress: progress)
            progress?.stage("checking \(Figures.count(image.count)) installations")
            let check = try knowledge.check(image, policy)
            progress?.end()
            let finding = FleetFinding(check, file: fleet, image: image, contacts: contacts)
            try Printout.show(finding, as: output.format) { width, ink in finding.lines(width: width, ink: ink) }
        }
    }
}
