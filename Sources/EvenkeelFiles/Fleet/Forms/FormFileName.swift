/// The name of a form's file: letters, digits, `.`, `_` and `-`, in lower case, whatever the account manager is called.
enum FormFileName {
    private static let lengthLimit = 60

    /// - Parameter taken: names given so far; this one is added. Two managers never share a file, not even on a disk
    ///   that takes upper and lower case for the same.
    static func of(_ manager: String?, taken: inout Set<String>) -> String {
        let stem = manager.map { "form-\(safe($0))" } ?? "form-without-account-manager"
        var name = stem
        var number = 1
        while !taken.insert(name).inserted {
            number += 1
            name = "\(stem)-\(number)"
        }
        return name + ".csv"
    }

    /// Anything else becomes a hyphen, runs of which are one; never empty, never beginning or ending with punctuation.
    private static func safe(_ text: String) -> String {
        var name = ""
        for scalar in text.lowercased().unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if isPlain {
                name.unicodeScalars.append(scalar)
            } else if "._".unicodeScalars.contains(scalar) {
                name.unicodeScalars.append(scalar)
            } else if name.last != "-" {
                name += "-"
            }
        }
        let punctuation = "-._"
        let trimmed = name.drop { punctuation.contains($0) }.prefix(lengthLimit)
        let end = trimmed.lastIndex { !punctuation.contains($0) }
        return end.map { String(trimmed[...$0]) } ?? "account-manager"
    }
}
