/// How many columns of a terminal a text takes.
///
/// A character takes what its widest scalar takes: none for a combining mark or a format character, two for East Asian
/// wide and full-width ones (UAX #11, classes W and F) and for emoji, one for the rest.
enum DisplayWidth {
    static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ (32..<127).contains($0) }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    static func of(_ character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // The emoji selector makes a sign that would be narrow a wide one.
            width = scalar == "\u{FE0F}" ? 2 : max(width, of(scalar))
        }
        return width
    }

    static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if scalar.value < 0x1100 { return 1 }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// The text with the longest beginning that fits, and a mark that something is missing.
    static func truncated(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var taken = ""
        var used = 0
        for character in text {
            let size = of(character)
            guard used + size <= width - 1 else { break }
            taken.append(character)
            used += size
        }
        return taken + (width > 0 ? "…" : "")
    }

    /// The text broken at spaces into lines of at most `width` columns; a word longer than that is cut.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        guard width > 0, of(text) > width else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var rest = String(word)
            if !line.isEmpty, of(line) + 1 + of(rest) <= width {
                line += " " + rest
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while of(rest) > width {
                var piece = ""
                while let next = rest.first, of(piece) + of(next) <= width || piece.isEmpty {
                    piece.append(next)
                    rest.removeFirst()
                }
                lines.append(piece)
            }
            line = rest
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// Blocks of UAX #11 that are wide throughout, emoji left to their own property.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
    ]
}
