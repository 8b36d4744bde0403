/// Fields of a `multipart/form-data` body (RFC 7578), for mail programs that unsubscribe: short values, no files.
struct MultipartFields {
    let fields: FormFields

    /// Nil unless the type is multipart and names a boundary.
    init?(_ text: String, type: String) {
        guard type.lowercased().hasPrefix("multipart/form-data"),
            let boundary = type.firstMatch(of: #/boundary="?([^";\s]+)"?/#)?.1
        else { return nil }
        var values: [String: String] = [:]
        for part in text.replacing("\r\n", with: "\n").split(separator: "--\(boundary)") {
            guard let split = part.firstRange(of: "\n\n"),
                let name = part[..<split.lowerBound].firstMatch(of: #/[;\s]name="([^"]*)"/#)?.1
            else { continue }
            values[String(name)] = String(part[split.upperBound...].prefix { $0 != "\n" })
        }
        fields = FormFields(values: values)
    }
}
