import Hummingbird

/// Hands text on to the body of an answer as it comes.
///
/// The writer of a body is handed in as `inout`, which a closure cannot keep; one export has one pipe and writes to it
/// in sequence.
final class WriterPipe: @unchecked Sendable {
    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) { self.writer = writer }

    func write(_ text: String) async throws { try await writer.write(ByteBuffer(string: text)) }

    func finish() async throws { try await writer.finish(nil) }
}
