import Foundation
import Testing

@testable import EvenkeelServer

@Suite("Whether the colours can be read")
struct ContrastTests {
    /// WCAG 2.2, success criterion 1.4.3 at level AA.
    @Test(
        "Text of every colour stands out from every ground by 4.5 to 1, and so does the text of a button from it",
        arguments: ["light", "dark"])
    func contrast(scheme: String) throws {
        let colours = try Self.colours()
        let (index, found) = (scheme == "light" ? 0 : 1, colours.count)
        try #require(found == 2, "one block of colours for each scheme")
        let scheme = colours[index]
        func colour(_ name: String) throws -> [Double] { try #require(scheme[name], "\(name)") }
        var pairs: [(String, String)] = []
        for text in ["text", "quiet", "link", "fine", "minor", "major", "critical"] {
            for ground in ["ground", "surface", "tint"] { pairs.append((text, ground)) }
        }
        #expect(pairs.count == 21)
        for (text, ground) in pairs {
            let ratio = Self.contrast(try colour(text), try colour(ground))
            #expect(ratio >= 4.5, "\(text) on \(ground): \(ratio)")
        }
    }

    @Test("Black on white is 21 to 1, and the grey that is just enough on white is 4.54")
    func formula() {
        #expect(Self.contrast([0, 0, 0], [1, 1, 1]) == 21)
        let grey = 118.0 / 255
        #expect(abs(Self.contrast([grey, grey, grey], [1, 1, 1]) - 4.54) < 0.01)
    }

    /// The colours of the light scheme and of the dark one, each as red, green and blue from 0 to 1.
    private static func colours() throws -> [[String: [Double]]] {
        let file = Templates.folder.appendingPathComponent("assets/evenkeel.css")
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.matches(of: /:root \{([^}]*)\}/).map { block in
            var colours: [String: [Double]] = [:]
            for match in block.1.matches(of: /--([a-z]+): #([0-9a-f]{6})/) {
                let value = Int(match.2, radix: 16) ?? 0
                colours[String(match.1)] = [value >> 16, value >> 8 & 255, value & 255].map { Double($0) / 255 }
            }
            return colours
        }
    }

    /// WCAG 2.2, "contrast ratio" and "relative luminance".
    private static func contrast(_ one: [Double], _ other: [Double]) -> Double {
        func luminance(_ colour: [Double]) -> Double {
            let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        let (light, dark) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
        return (light + 0.05) / (dark + 0.05)
    }
}
