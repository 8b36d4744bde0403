import Dispatch
import EvenkeelDomain
import Foundation
import Synchronization

/// Reads a sheet's records in pieces on all cores.
///
/// Pieces are split behind line ends, where a record begins unless the line end stands inside quotes. Nobody can know
/// that beforehand, so it is checked afterwards: the piece before must have ended exactly where a piece began. One
/// that began elsewhere is read again from there.
struct FleetThreads {
    let sheet: FleetSheet
    /// Nil for as many as suit the number of bytes and the cores.
    let pieces: Int?
    /// Told the share of bytes that has been read.
    let progress: @Sendable (Double) -> Void

    /// All rows in the order of the file, and the builder they are in.
    func read() -> (FleetRows, FleetImageBuilder) {
        let ends = ends()
        let chunks = Mutex<[FleetChunk?]>(Array(repeating: nil, count: ends.count))
        let read = Mutex(sheet.start)
        DispatchQueue.concurrentPerform(iterations: ends.count) { piece in
            let chunk = chunk(from: piece == 0 ? sheet.start : ends[piece - 1], to: ends[piece]) { bytes in
                progress(
                    read.withLock { read in
                        read += bytes
                        return Double(read) / Double(max(1, sheet.bytes.count))
                    })
            }
            chunks.withLock { $0[piece] = chunk }
        }
        var rows = FleetRows(sheet: sheet)
        var builder = FleetImageBuilder()
        var index = sheet.start
        for (piece, end) in ends.enumerated() where index < end {
            // Each is let go of when it has been added: their columns are large.
            var chunk = chunks.withLock { $0[piece].take() }
            if chunk?.start != index { chunk = self.chunk(from: index, to: end) { _ in } }
            guard let chunk else { continue }
            index = chunk.end
            builder.append(chunk.builder)
            rows.append(chunk)
        }
        return (rows, builder)
    }

    private func chunk(from start: Int, to end: Int, progress: (Int) -> Void) -> FleetChunk {
        sheet.bytes.withUnsafeBytes { bytes in
            var reader = FleetChunkReader(sheet, bytes, from: start)
            reader.read(until: end, progress: progress)
            return reader.chunk
        }
    }

    /// Where pieces end: behind a line end, the last at the end of the bytes.
    private func ends() -> [Int] {
        let count = sheet.bytes.count
        let most = ProcessInfo.processInfo.activeProcessorCount * 2
        let pieces = max(1, pieces ?? min(most, (count - sheet.start) >> 18))
        var ends: [Int] = []
        for piece in 1...pieces {
            let wanted = sheet.start + (count - sheet.start) / pieces * piece
            let end = piece == pieces ? count : (sheet.bytes[wanted...].firstIndex(of: 10) ?? count - 1) + 1
            if end > ends.last ?? sheet.start { ends.append(end) }
        }
        return ends
    }
}
