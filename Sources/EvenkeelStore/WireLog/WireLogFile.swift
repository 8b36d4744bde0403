import Dispatch
public import EvenkeelDomain
public import EvenkeelLedger
import Foundation
import Synchronization

/// The wire log as a file of the data directory, a line for each mark (`WireLogLine`).
///
/// Its space is taken and filled with zeros beforehand, so that a mark is one write that waits for the disk, a fraction of what
/// the smallest transaction takes, and a line that was torn by a power cut is seen to be one. Marks that are made while the disk
/// is at work are written together. Where the space is used up, a new file with the marks that are still needed takes its place.
public final class WireLogFile: WireLog {
    /// The name of the file inside the data directory.
    public static let fileName = "wire.log"
    /// Some ten thousand marks.
    private static let standardSpace = 1 << 20

    private struct Condition {
        /// Lines that are not on stable storage, and who waits for them.
        var lines: [UInt8] = []
        var waiting: [@Sendable (Failure?) -> Void] = []
        var isScheduled = false
        /// The last mark of each delivery whose row does not say yet what became of it.
        var kept: [DeliveryID: WireMark] = [:]

        mutating func add(_ mark: WireMark) {
            lines += WireLogLine.line(mark)
            kept[mark.delivery] = mark
        }
    }

    private struct Writing {
        var descriptor: Int32
        var generation: Int
        var offset: Int
        var space: Int
        /// True where whole blocks are written, past the cache of the system, which only costs time.
        var isDirect: Bool
    }

    /// Of what is written past the cache, address, place and length are whole multiples of this.
    private static let block = 4096
    private static let roomBytes = 16 * block

    private let directory: String
    private let space: Int
    private let condition = Mutex(Condition())
    /// Everything that touches the file happens here.
    private let queue = DispatchQueue(label: "evenkeel.wire")
    /// Nil before a generation has begun, and after a write that failed: nothing is marked then. Touched on the queue alone,
    /// and in `deinit`, when nobody else can.
    nonisolated(unsafe) private var writing: Writing?
    /// What is to be written past the cache: first what the last block holds already. Touched like `writing`.
    nonisolated(unsafe) private let room = UnsafeMutableRawBufferPointer.allocate(
        byteCount: roomBytes, alignment: block)

    /// - Parameter directory: of the data; it is there already.
    public convenience init(directory: String) { self.init(directory: directory, space: Self.standardSpace) }

    init(directory: String, space: Int) { (self.directory, self.space) = (directory, space) }

    deinit {
        if let writing { close(writing.descriptor) }
        room.deallocate()
    }

    private var path: String { directory + "/" + Self.fileName }

    public func record() async throws(Failure) -> WireRecord? {
        try await onQueue { log throws(Failure) in
            log.flush()
            guard FileManager.default.fileExists(atPath: log.path) else { return nil }
            guard let bytes = FileManager.default.contents(atPath: log.path) else {
                throw .unavailable("\(log.path) cannot be read")
            }
            return WireLogLine.record(in: [UInt8](bytes))
        }
    }

    public func begin(generation: Int) async throws(Failure) {
        try await onQueue { log throws(Failure) in
            log.condition.withLock { ($0.kept, $0.lines) = ([:], []) }
            try log.renew(generation)
        }
    }

    public func mark(_ mark: WireMark, then: @escaping @Sendable (Failure?) -> Void) {
        let isFirst = condition.withLock { condition in
            condition.add(mark)
            condition.waiting.append(then)
            defer { condition.isScheduled = true }
            return !condition.isScheduled
        }
        if isFirst { queue.async { self.flush() } }
    }

    public func mark(_ mark: WireMark) { condition.withLock { $0.add(mark) } }

    public func forget(_ deliveries: [DeliveryID]) {
        condition.withLock { condition in
            for delivery in deliveries { condition.kept[delivery] = nil }
        }
    }

    /// Brings to stable storage what is marked by now, and tells who waits for it.
    private func flush() {
        let (lines, waiting) = condition.withLock { condition in
            defer { (condition.lines, condition.waiting, condition.isScheduled) = ([], [], false) }
            return (condition.lines, condition.waiting)
        }
        var failure: Failure?
        if !lines.isEmpty {
            do throws(Failure) { try write(lines) } catch { failure = error }
        }
        for then in waiting { then(failure) }
    }

    private func write(_ lines: [UInt8]) throws(Failure) {
        guard let open = writing else { throw .unavailable("\(path) is not open") }
        let isInSpace = open.offset + lines.count <= open.space
        let isInRoom = !open.isDirect || open.offset % Self.block + lines.count <= Self.roomBytes
        guard isInSpace, isInRoom else { return try renew(open.generation) }
        do throws(Failure) {
            if open.isDirect {
                try putBlocks(lines, open)
            } else {
                try put(lines, into: open.descriptor, at: open.offset)
            }
        } catch {
            // What stands behind the last whole line is not known any more.
            close(open.descriptor)
            writing = nil
            throw error
        }
        writing?.offset += lines.count
    }

    /// Puts a new file in the place of this one, with what is to be kept. It is whole, or the one before stays.
    private func renew(_ generation: Int) throws(Failure) {
        if let open = writing { close(open.descriptor) }
        writing = nil
        let marks = condition.withLock { $0.kept.values.sorted { $0.delivery < $1.delivery } }
        var bytes = WireLogLine.head(generation)
        for mark in marks { bytes += WireLogLine.line(mark) }
        let used = bytes.count
        let whole = (max(space, 2 * used) + Self.block - 1) / Self.block * Self.block
        bytes += [UInt8](repeating: 0, count: whole - used)
        let draft = path + ".new"
        try withFile(draft, O_WRONLY | O_CREAT | O_TRUNC) { descriptor throws(Failure) in
            try put(bytes, into: descriptor, at: 0)
            guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw failure("cannot be written") }
        }
        // That the file has this name is on stable storage as well.
        try withFile(directory, O_RDONLY) { descriptor throws(Failure) in
            guard fsync(descriptor) == 0 else { throw failure("cannot be kept") }
        }
        // From now on a write returns once it is on stable storage; the size does not change any more.
        let (descriptor, isDirect) = openToMark()
        guard descriptor >= 0 else { throw failure("cannot be opened") }
        writing = Writing(
            descriptor: descriptor, generation: generation, offset: used, space: bytes.count, isDirect: isDirect)
        if isDirect { room.copyBytes(from: bytes[(used / Self.block * Self.block)..<used]) }
    }

    /// Past the cache where the file system can do that.
    private func openToMark() -> (descriptor: Int32, isDirect: Bool) {
        let flags = O_WRONLY | O_DSYNC | O_CLOEXEC
        #if os(Linux)
            // O_DIRECT, which Swift does not import (asm-generic/fcntl.h, and arch/arm64/include/uapi/asm/fcntl.h).
            #if arch(arm64)
                let past: Int32 = 0o200000
            #else
                let past: Int32 = 0o40000
            #endif
            let direct = open(path, flags | past)
            if direct >= 0 { return (direct, true) }
        #endif
        return (open(path, flags), false)
    }

    /// Writes the blocks in which these lines stand, with what stands before them in the first one: the same bytes as before,
    /// so that nothing of that is lost where the power goes meanwhile.
    private func putBlocks(_ lines: [UInt8], _ open: Writing) throws(Failure) {
        let before = open.offset % Self.block
        let used = before + lines.count
        let whole = (used + Self.block - 1) / Self.block * Self.block
        UnsafeMutableRawBufferPointer(rebasing: room[before..<used]).copyBytes(from: lines)
        UnsafeMutableRawBufferPointer(rebasing: room[used..<whole]).initializeMemory(as: UInt8.self, repeating: 0)
        var count: Int
        repeat {
            count = pwrite(open.descriptor, room.baseAddress, whole, off_t(open.offset - before))
        } while count < 0 && errno == EINTR
        guard count == whole else {
            if count >= 0 { errno = EIO }
            throw failure("cannot be written")
        }
        let last = used / Self.block * Self.block
        if last > 0 { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[last..<used])) }
    }

    private func withFile(_ path: String, _ flags: Int32, _ body: (Int32) throws(Failure) -> Void) throws(Failure) {
        let descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be made") }
        defer { close(descriptor) }
        try body(descriptor)
    }

    private func put(_ bytes: [UInt8], into descriptor: Int32, at offset: Int) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(
                    descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written,
                    off_t(offset + written))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot be written") }
            written += count
        }
    }

    /// What the last call of the system that failed means.
    private func failure(_ what: String) -> Failure {
        let code = errno
        let text = "\(path) \(what): \(String(cString: strerror(code)))"
        return code == ENOSPC || code == EDQUOT ? .full(text) : .unavailable(text)
    }

    private func onQueue<Value: Sendable>(
        _ body: @escaping @Sendable (WireLogFile) throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(Failure) { continuation.resume(returning: .success(try body(self))) } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
