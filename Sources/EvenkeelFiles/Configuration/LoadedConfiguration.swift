/// A configuration with the origin of every value.
public struct LoadedConfiguration: Sendable {
    public let configuration: Configuration
    private let rows: [EffectiveValue]
    /// Variables that begin like ours and are none of them; most often a misspelling.
    public let warnings: [String]

    init(configuration: Configuration, rows: [EffectiveValue], warnings: [String]) {
        self.configuration = configuration
        self.rows = rows
        self.warnings = warnings
    }

    /// Every key with its value and where that came from, secrets left out.
    public func effectiveValues() -> [EffectiveValue] { rows }
}
