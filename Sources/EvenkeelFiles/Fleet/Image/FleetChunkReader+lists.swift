import EvenkeelDomain

/// Cells that are lists: their items repeat where the lists do not.
extension FleetChunkReader {
    /// Reads the features of the record at hand as numbers of the builder's.
    mutating func readFeatures(_ field: Int) -> Bool {
        fields[field].code = 1
        guard !isDash(fields[field].start, fields[field].end) else { return true }
        guard isPlainList(field) else {
            // Which ";" stand alone is for Unicode to say.
            guard let names = sheet.carefulRow(withOnly: text(of: field), inField: field)?.site.features else {
                return false
            }
            features = names.map { chunk.builder.features.number(of: $0) }
            return true
        }
        var next = fields[field].start
        repeat {
            let item = nextItem(&next, in: field)
            guard let number = number(ofFeature: item, field) else { return false }
            features.append(number)
        } while next <= fields[field].end
        return true
    }

    private mutating func number(ofFeature item: UnsafeRawBufferPointer, _ field: Int) -> UInt32? {
        let hash = CellCache.hash(item)
        if let number = fields[field].known.code(of: item, hash: hash) { return number }
        guard let name = carefulItem(item, field)?.site.features?.first else { return nil }
        let number = chunk.builder.features.number(of: name)
        fields[field].known.keep(number, of: item, hash: hash)
        return number
    }

    /// Reads the environment of the record at hand into `attributes`.
    mutating func readEnvironment(_ field: Int) -> Bool {
        guard !isDash(fields[field].start, fields[field].end) else { return true }
        guard isPlainList(field) else {
            guard let all = sheet.carefulRow(withOnly: text(of: field), inField: field)?.site.environment else {
                return false
            }
            for (key, value) in all { attributes.append(numbers(of: key, value)) }
            return true
        }
        var next = fields[field].start
        repeat {
            let item = nextItem(&next, in: field)
            let hash = CellCache.hash(item)
            if let number = fields[field].known.code(of: item, hash: hash) {
                attributes.append(knownAttributes[Int(number)])
            } else {
                guard let (key, value) = carefulItem(item, field)?.site.environment?.first else { return false }
                let attribute = numbers(of: key, value)
                fields[field].known.keep(UInt32(knownAttributes.count), of: item, hash: hash)
                knownAttributes.append(attribute)
                attributes.append(attribute)
            }
        } while next <= fields[field].end
        return true
    }

    private mutating func numbers(of key: String, _ value: String) -> (key: Int, value: UInt32) {
        let number = chunk.builder.environment.number(of: key)
        return (number, chunk.builder.environment.intern(value, key: number))
    }

    /// What the careful reader makes of a list of this item alone; nil where it refuses it. Nothing and `-`, which are
    /// wrong in a list, come back as lists without an item.
    private func carefulItem(_ item: UnsafeRawBufferPointer, _ field: Int) -> FleetRow? {
        sheet.carefulRow(withOnly: String(decoding: item, as: UTF8.self), inField: field)
    }

    /// The bytes up to the next ";" or the end of the cell. `next` is then behind that.
    private func nextItem(_ next: inout Int, in field: Int) -> UnsafeRawBufferPointer {
        let start = next
        let end = fields[field].end
        while next < end, bytes[next] != semicolon { next += 1 }
        defer { next += 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<next])
    }

    /// True where no ";" or "=" has a neighbour outside ASCII, with which it could be one character.
    private func isPlainList(_ field: Int) -> Bool {
        let cell = cell(of: field)
        for index in cell.indices where cell[index] >= 0x80 {
            if index > 0, isSeparator(cell[index - 1]) { return false }
            if index + 1 < cell.count, isSeparator(cell[index + 1]) { return false }
        }
        return true
    }

    private func isSeparator(_ byte: UInt8) -> Bool { byte == semicolon || byte == UInt8(ascii: "=") }

    private func isDash(_ start: Int, _ end: Int) -> Bool { end - start == 1 && bytes[start] == dash }
}

private let semicolon = UInt8(ascii: ";")
private let dash = UInt8(ascii: "-")
