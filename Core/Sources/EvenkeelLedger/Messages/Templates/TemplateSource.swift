/// The text of one file of the templates, as an edge has read it.
public struct TemplateSource: Hashable, Sendable {
    /// Where it belongs: `it/planned.txt`, `it/parts/greeting.txt`, `it/language.txt`.
    public let path: String
    /// How people know it, for problems; the operator's own file has the operator's path.
    public let file: String
    public let text: String

    public init(path: String, file: String, text: String) {
        self.path = path
        self.file = file
        self.text = text
    }
}
