import ArgumentParser

/// `--format`, the same for every command that prints data.
struct FormatOption: ParsableArguments {
    @Option(name: .long, help: "How to print it: a table for people, or JSON for programs.")
    var format: OutputFormat = .table
}
