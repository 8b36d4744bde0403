import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Tells a progress report how much of a request has left.
final class UploadProgress: NSObject, URLSessionTaskDelegate, Sendable {
    private let report: ProgressReport

    init(_ report: ProgressReport) { self.report = report }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didSendBodyData bytesSent: Int64, totalBytesSent: Int64,
        totalBytesExpectedToSend: Int64
    ) {
        guard totalBytesExpectedToSend > 0 else { return }
        report.reached(Double(totalBytesSent) / Double(totalBytesExpectedToSend))
    }
}
