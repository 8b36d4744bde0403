/// A share drawn as a bar of blocks, to an eighth of a column.
enum Bar {
    private static let eighths = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    static func text(_ share: Double, width: Int) -> String {
        let filled = Int(min(1, max(0, share)) * Double(width * 8) + 0.5)
        let whole = String(repeating: "█", count: filled / 8)
        let part = filled % 8 == 0 ? "" : eighths[filled % 8]
        return whole + part + String(repeating: "░", count: width - filled / 8 - (part.isEmpty ? 0 : 1))
    }
}
