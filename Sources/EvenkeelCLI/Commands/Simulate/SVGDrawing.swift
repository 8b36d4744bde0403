/// The few shapes a chart is made of, as SVG 1.1 with classes for the stylesheet.
struct SVGDrawing {
    enum Anchor: String { case start, middle, end }

    let width: Double
    private(set) var height: Double
    private var body: [String] = []

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    mutating func text(
        _ text: String, x: Double, y: Double, _ style: String = "", anchor: Anchor = .start
    ) {
        let place = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        body.append(
            "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(Self.class(style))\(place)>\(Self.escaped(text))</text>"
        )
    }

    mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, _ style: String) {
        body.append(
            "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" "
                + "y2=\"\(Self.number(y2))\"\(Self.class(style))/>")
    }

    mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, _ style: String, radius: Double = 0, title: String? = nil
    ) {
        let round = radius > 0 ? " rx=\"\(Self.number(radius))\"" : ""
        let start =
            "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(max(0, width)))\" "
            + "height=\"\(Self.number(max(0, height)))\"\(round)\(Self.class(style))"
        body.append(start + (title.map { "><title>\(Self.escaped($0))</title></rect>" } ?? "/>"))
    }

    mutating func circle(x: Double, y: Double, radius: Double, _ style: String) {
        body.append(
            "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\"\(Self.class(style))/>"
        )
    }

    /// The whole file.
    ///
    /// - Parameters:
    ///   - title: for readers that cannot see it, with `description`.
    ///   - style: the rules of the stylesheet.
    func document(title: String, description: String, style: String) -> String {
        let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
        return
            ([
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" "
                    + "\(size) role=\"img\" aria-labelledby=\"title description\">",
                "<title id=\"title\">\(Self.escaped(title))</title>",
                "<desc id=\"description\">\(Self.escaped(description))</desc>", "<style>\(style)</style>",
            ] + body + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    /// To a tenth of a pixel, and the same on every machine.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        return sign + "\(tenths.magnitude / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths.magnitude % 10)")
    }

    private static func `class`(_ style: String) -> String { style.isEmpty ? "" : " class=\"\(style)\"" }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            // XML 1.0 has no other control characters.
            case _ where scalar.properties.generalCategory == .control: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
