/// Colour and weight for a terminal (ECMA-48, Select Graphic Rendition); nothing at all elsewhere.
struct Ink: Sendable {
    enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    let isColoured: Bool

    static let plain = Ink(isColoured: false)

    func callAsFunction(_ style: Style, _ text: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
