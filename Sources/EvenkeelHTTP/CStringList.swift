/// Strings as C takes them: pointers to NUL-terminated text, ended by a null pointer.
enum CStringList {
    static func with<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        // One block of NUL-terminated strings, and a pointer to the start of each.
        var characters: [CChar] = []
        var starts: [Int] = []
        for string in strings {
            starts.append(characters.count)
            characters += string.utf8CString
        }
        return characters.withUnsafeBufferPointer { block in
            var pointers = starts.map { start in block.baseAddress.map { $0 + start } }
            pointers.append(nil)
            return body(pointers)
        }
    }
}
