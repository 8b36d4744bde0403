import Crypto
public import EvenkeelDomain
public import EvenkeelLedger
import Foundation

/// A mail that came in, taken apart as far as anybody needs who reads a reply or a report of failure.
public struct ReceivedMail: Sendable {
    /// What comes after is not read.
    public static let limitBytes = 10_000_000
    private static let textLimit = 20_000
    private static let depthLimit = 8
    private static let partLimit = 100

    private let bytes: [UInt8]
    private let isCut: Bool
    private let header: MailHeader
    /// Parts that are not made of parts themselves, in their order.
    private var leaves: [(header: MailHeader, bytes: [UInt8])] = []

    /// - Parameter isCut: true where these bytes are only the beginning.
    public init(_ bytes: [UInt8], isCut: Bool = false) {
        self.bytes = bytes
        self.isCut = isCut
        // One kind of line end; a carriage return alone is nobody's line end in mail.
        let plain = bytes.filter { $0 != UInt8(ascii: "\r") }
        let (header, body) = Self.split(plain)
        self.header = header
        collect(header, body, depth: 0)
    }

    private static func split(_ bytes: [UInt8]) -> (MailHeader, [UInt8]) {
        // A part may begin with the empty line: then it has no header.
        if bytes.first == UInt8(ascii: "\n") { return (MailHeader(""), Array(bytes.dropFirst())) }
        let end = bytes.firstRange(of: Array("\n\n".utf8))
        let top = String(decoding: bytes[..<(end?.lowerBound ?? bytes.endIndex)], as: UTF8.self)
        return (MailHeader(top), end.map { Array(bytes[$0.upperBound...]) } ?? [])
    }

    private mutating func collect(_ header: MailHeader, _ body: [UInt8], depth: Int) {
        let type = header.main("content-type") ?? "text/plain"
        guard type.hasPrefix("multipart/"), depth < Self.depthLimit,
            let boundary = header.parameter("boundary", of: "content-type"), !boundary.isEmpty
        else {
            leaves.append((header, body))
            return
        }
        var part: [UInt8]?
        let (opens, closes) = (Array("--\(boundary)".utf8), Array("--\(boundary)--".utf8))
        for line in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let isClose = line.starts(with: closes)
            if isClose || line.starts(with: opens) {
                if let part, leaves.count < Self.partLimit {
                    let (header, body) = Self.split(part)
                    collect(header, body, depth: depth + 1)
                }
                part = isClose ? nil : []
                if isClose { return }
            } else if part != nil {
                part?.append(contentsOf: line)
                part?.append(UInt8(ascii: "\n"))
            }
        }
        // Cut in the midst of a part, or never closed.
        if let part, leaves.count < Self.partLimit {
            let (header, body) = Self.split(part)
            collect(header, body, depth: depth + 1)
        }
    }

    /// The token after the plus of our mailbox, in whichever field the way here has left it.
    public func token(of mailbox: EmailAddress) -> String? {
        let address = mailbox.folded
        guard let at = address.lastIndex(of: "@") else { return nil }
        let (opening, ending) = (address[..<at] + "+", address[at...])
        for name in ["delivered-to", "x-original-to", "envelope-to", "to", "cc"] {
            for value in header.all(name).map({ $0.lowercased() }) {
                for start in value.ranges(of: opening).map(\.upperBound) {
                    let token = value[start...].prefix { $0.isHexDigit }
                    if value[token.endIndex...].hasPrefix(ending) { return String(token) }
                }
            }
        }
        return nil
    }

    public var incoming: IncomingMail {
        let digest = SHA256.hash(data: bytes).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return IncomingMail(
            id: digest.joined(), from: header.text("from"), subject: header.text("subject"),
            text: ([text] + remarks).filter { !$0.isEmpty }.joined(separator: "\n\n"),
            isAutomatic: isAutomatic, report: report)
    }

    private var isAutomatic: Bool {
        let automatic = header.main("auto-submitted").map { $0 != "no" } ?? false
        let precedence = header.main("precedence") ?? ""
        return automatic || ["bulk", "junk", "list", "auto_reply"].contains(precedence)
            || header["x-autoreply"] != nil || header["x-autorespond"] != nil || report != nil
            || header["return-path"]?.replacing(" ", with: "") == "<>"
    }

    /// What came along and is not kept: whoever reads the reply knows that there was more.
    private var remarks: [String] {
        var remarks: [String] = []
        let names = leaves.compactMap { Self.fileName($0.header) }
        if !names.isEmpty { remarks.append("[Attached, not kept here: \(names.joined(separator: ", "))]") }
        if isCut {
            remarks.append("[The mail is larger than \(Self.limitBytes / 1_000_000) MB; its end was not read.]")
        }
        return remarks
    }

    /// Nil for a part that is no file.
    private static func fileName(_ header: MailHeader) -> String? {
        let encoded = header.parameter("filename*", of: "content-disposition")?.split(
            separator: "'", omittingEmptySubsequences: false
        ).last?.removingPercentEncoding
        let plain =
            header.parameter("filename", of: "content-disposition") ?? header.parameter("name", of: "content-type")
        guard let name = encoded ?? plain else {
            return header.main("content-disposition") == "attachment" ? "a file without a name" : nil
        }
        return HeaderText(MailHeader("name: \(name)").text("name")).description
    }

    /// The first part in plain text, else the first in HTML without its marks.
    private var text: String {
        func first(_ type: String) -> String? {
            leaves.first { ($0.header.main("content-type") ?? "text/plain") == type }.map { part in
                MailBody.text(
                    MailBody.decode(part.bytes, part.header.main("content-transfer-encoding")),
                    charset: part.header.parameter("charset", of: "content-type"))
            }
        }
        let text = first("text/plain") ?? first("text/html").map { $0.replacing(#/<[^>]*>/#, with: " ") } ?? ""
        let plain = text.unicodeScalars.filter { scalar in
            scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
        }
        return String(
            String(String.UnicodeScalarView(plain)).trimmingCharacters(in: .whitespacesAndNewlines)
                .prefix(Self.textLimit))
    }

    /// The worst of what is reported (RFC 3464): the fields of a recipient follow those of the message.
    private var report: IncomingMail.Report? {
        let status = leaves.first { $0.header.main("content-type") == "message/delivery-status" }
        guard header.main("content-type") == "multipart/report", let status else { return nil }
        let text = String(
            decoding: MailBody.decode(status.bytes, status.header.main("content-transfer-encoding")), as: UTF8.self)
        let reports = text.split(separator: "\n\n").map { MailHeader(String($0)) }.compactMap { fields in
            fields.main("action").flatMap(IncomingMail.Report.Action.init(rawValue:)).map { action in
                // `rfc822; ada@acme.example`
                let recipients = ["original-recipient", "final-recipient"].compactMap { name in
                    fields.text(name).split(separator: ";", maxSplits: 1).last.map {
                        $0.trimmingCharacters(in: CharacterSet(charactersIn: "<> \t"))
                    }
                }.filter { $0.contains("@") }
                let diagnosis = fields.text("diagnostic-code").split(separator: ";", maxSplits: 1).last
                return IncomingMail.Report(
                    action: action, status: fields.main("status") ?? "",
                    diagnosis: diagnosis.map { $0.trimmingCharacters(in: .whitespaces) } ?? "",
                    recipients: recipients)
            }
        }
        return reports.first { $0.action == .failed } ?? reports.first
    }
}
