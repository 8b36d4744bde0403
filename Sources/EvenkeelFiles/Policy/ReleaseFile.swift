public import EvenkeelDomain

/// Reads a release that stands in a file of its own; in a policy it is the value of `release`.
public enum ReleaseFile {
    public static func read(path: String) throws(FileProblems) -> Release {
        try read(try SourceText(path: path, limit: YAMLText.sizeLimitBytes))
    }

    public static func read(text: String, named name: String) throws(FileProblems) -> Release {
        try read(try SourceText(text: text, named: name, limit: YAMLText.sizeLimitBytes))
    }

    private static func read(_ source: SourceText) throws(FileProblems) -> Release {
        let problems = ProblemList(file: source.name)
        let root = try YAMLText.root(of: source)
        guard let mapping = YAMLMapping(root, path: "", known: ReleaseReader.keys, problems: problems),
            let release = ReleaseReader(mapping).release(), problems.isEmpty
        else { throw problems.collected }
        return release
    }
}
