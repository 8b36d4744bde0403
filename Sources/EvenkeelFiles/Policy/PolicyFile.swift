public import EvenkeelDomain

/// Reads a policy from YAML, strictly: unknown and repeated keys are refused, every value has its form, and each
/// problem names line, column, value, what was expected and a hint. What is left out has the default of `Policy`.
public enum PolicyFile {
    public static func read(path: String) throws(FileProblems) -> Policy {
        try read(try SourceText(path: path, limit: YAMLText.sizeLimitBytes))
    }

    /// - Parameter name: for the messages.
    public static func read(text: String, named name: String) throws(FileProblems) -> Policy {
        try read(try SourceText(text: text, named: name, limit: YAMLText.sizeLimitBytes))
    }

    private static func read(_ source: SourceText) throws(FileProblems) -> Policy {
        let problems = ProblemList(file: source.name)
        let root = try YAMLText.root(of: source)
        guard let mapping = YAMLMapping(root, path: "", known: PolicyReader.keys, problems: problems),
            let policy = PolicyReader(root: mapping).policy(), problems.isEmpty
        else { throw problems.collected }
        return policy
    }
}
