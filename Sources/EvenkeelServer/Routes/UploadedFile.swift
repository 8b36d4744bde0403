/// The first file of a `multipart/form-data` body (RFC 7578), byte for byte.
struct UploadedFile {
    let name: String
    let type: String
    let content: ArraySlice<UInt8>

    /// Nil where the body has no file, or one with nothing in it.
    init?(_ body: [UInt8], contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = contentType.firstMatch(of: #/boundary="?([^";\s]+)"?/#)?.1
        else { return nil }
        let mark = Array("--\(boundary)".utf8)
        var rest = body[...]
        while let start = rest.firstRange(of: mark) {
            rest = rest[start.upperBound...]
            guard let headEnd = rest.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let head = String(decoding: rest[..<headEnd.lowerBound], as: UTF8.self)
            guard let end = rest[headEnd.upperBound...].firstRange(of: Array("\r\n".utf8) + mark) else { return nil }
            if let name = head.firstMatch(of: #/filename="([^"]*)"/#)?.1 {
                let content = rest[headEnd.upperBound..<end.lowerBound]
                guard !content.isEmpty else { return nil }
                self.name = Self.plain(name)
                type =
                    head.firstMatch(of: #/(?i)content-type: *([A-Za-z0-9.+\/-]+)/#).map { String($0.1) }
                    ?? "application/octet-stream"
                self.content = content
                return
            }
            rest = rest[end.lowerBound...]
        }
        return nil
    }

    /// What a browser says of a name, without folders and on one line.
    private static func plain(_ name: Substring) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let line = last.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(50)
        let text = String(String.UnicodeScalarView(line))
        return text.isEmpty ? "record" : text
    }
}
