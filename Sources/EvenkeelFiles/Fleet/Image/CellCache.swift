import Foundation

/// What cells of the same bytes came to: a hash table that copies no bytes, since cells stand in the file's own.
///
/// Open addressing with linear probing; the full 32 bits of the hash are compared before the bytes are.
struct CellCache {
    private struct Entry {
        var hash: UInt32
        var length: UInt32
        var start: UnsafeRawPointer?
        var code: UInt32
    }

    private static var empty: Entry { Entry(hash: 0, length: 0, start: nil, code: 0) }

    private var entries: [Entry] = Array(repeating: empty, count: 64)
    private var count = 0

    /// The code of these bytes; nil where they are new.
    ///
    /// - Parameter hash: of `hash(_:)`.
    func code(of cell: UnsafeRawBufferPointer, hash: UInt32) -> UInt32? {
        guard let start = cell.baseAddress else { return nil }
        return entries.withUnsafeBufferPointer { entries in
            let mask = entries.count - 1
            var slot = Int(hash) & mask
            while let known = entries[slot].start {
                if entries[slot].hash == hash, Int(entries[slot].length) == cell.count,
                    memcmp(known, start, cell.count) == 0
                {
                    return entries[slot].code
                }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    /// Keeps a code. The bytes must be new, and stay where they are.
    mutating func keep(_ code: UInt32, of cell: UnsafeRawBufferPointer, hash: UInt32) {
        guard let start = cell.baseAddress else { return }
        if count * 2 >= entries.count { grow() }
        insert(Entry(hash: hash, length: UInt32(cell.count), start: start, code: code))
        count += 1
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Self.empty, count: old.count * 2)
        for entry in old where entry.start != nil { insert(entry) }
    }

    private mutating func insert(_ entry: Entry) {
        let mask = entries.count - 1
        var slot = Int(entry.hash) & mask
        while entries[slot].start != nil { slot = (slot + 1) & mask }
        entries[slot] = entry
    }

    /// Eight bytes at a time, each step the folded product of wyhash (Wang Yi, public domain).
    static func hash(_ cell: UnsafeRawBufferPointer) -> UInt32 {
        let count = cell.count
        var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(count)
        if count >= 8 {
            var offset = 0
            while offset + 8 <= count {
                state = mixed(state, cell.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            // The last eight may overlap those before.
            if offset < count { state = mixed(state, cell.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)) }
        } else if count >= 4 {
            let first = cell.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
            let last = cell.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            state = mixed(state, UInt64(first) << 32 | UInt64(last))
        } else {
            var word: UInt64 = 0
            for byte in cell { word = word << 8 | UInt64(byte) }
            state = mixed(state, word)
        }
        return UInt32(truncatingIfNeeded: state)
    }

    private static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }
}
