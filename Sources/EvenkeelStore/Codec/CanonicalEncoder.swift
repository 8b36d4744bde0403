/// Writes JSON (RFC 8259) with one form for each value: members sorted by name, sets sorted, no white space, no
/// optional escapes, numbers in their shortest form that reads back the same.
///
/// Foundation's encoder sorts members but not sets, whose order changes from run to run; the same event would then
/// have other bytes in every process, and golden files and comparisons of rows would lie.
struct CanonicalEncoder {
    /// Throws `EncodingError` for a number that is not finite.
    static func text(of value: some Encodable) throws -> String {
        let slot = JSONSlot()
        try slot.write(value, at: [])
        var text = ""
        slot.append(to: &text)
        return text
    }
}
